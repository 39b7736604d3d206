package tako.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header fields in the order in which they were sent; names compare without case (RFC 9110, 5.1). */
public record Headers(List<Field> fields) {
    /** No fields. */
    public static final Headers NONE = new Headers(List.of());

    /** One field. The value is sent as it is, whatever it holds. */
    public record Field(String name, String value) {}

    public Headers {
        fields = List.copyOf(fields);
    }

    /** One field only. */
    public static Headers of(String name, String value) {
        return NONE.and(name, value);
    }

    /** The first value of that name. */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    /** These and one more, even if the name is there already. */
    public Headers and(String name, String value) {
        return and(new Headers(List.of(new Field(name, value))));
    }

    /** These and the others after them. */
    public Headers and(Headers others) {
        List<Field> all = new ArrayList<>(fields);
        all.addAll(others.fields);
        return new Headers(all);
    }

    /** These, with this value in the place of all values of that name. */
    public Headers with(String name, String value) {
        return without(name).and(name, value);
    }

    /** These without that name. */
    public Headers without(String name) {
        return new Headers(fields.stream()
                .filter(field -> !field.name().equalsIgnoreCase(name))
                .toList());
    }
}
