package tako.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A name and a password out of a URL, decoded.
 *
 * @param password empty where there is none
 */
record UserInfo(String name, String password) {
    static Optional<UserInfo> of(URI uri) {
        String text = uri.getUserInfo();
        if (text == null) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        return Optional.of(
                colon < 0 ? new UserInfo(text, "") : new UserInfo(text.substring(0, colon), text.substring(colon + 1)));
    }

    /** The value of a header (RFC 7617 section 2): the colon is there even where the password is not. */
    String basic() {
        byte[] bytes = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    /** Nothing of it shows. */
    @Override
    public String toString() {
        return "***";
    }
}
