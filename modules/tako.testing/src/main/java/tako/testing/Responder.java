package tako.testing;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a request into an answer: what the files give, changed as the script tells. */
record Responder(StaticFiles files, Script script) {
    Answer answer(Request request) throws IOException {
        List<Behaviour> told = script.take(request.path());
        Request seen = request;
        for (Behaviour behaviour : told) {
            seen = behaviour instanceof Behaviour.OnRequest change ? apply(change, seen) : seen;
        }
        Answer answer = serve(seen, told);
        List<Behaviour.OnWire> interference = new ArrayList<>();
        for (Behaviour behaviour : told) {
            switch (behaviour) {
                case Behaviour.OnAnswer change -> answer = apply(change, answer);
                case Behaviour.OnWire change -> interference.add(change);
                case Behaviour.OnRequest done -> {}
                case Behaviour.OnFile done -> {}
            }
        }
        return answer.with(interference);
    }

    private Answer serve(Request request, List<Behaviour> told) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Answer.of(405);
        }
        try {
            Resource resource = files.open(request.path());
            for (Behaviour behaviour : told) {
                resource = behaviour instanceof Behaviour.OnFile change ? apply(change, resource) : resource;
            }
            return resource.answer(request);
        } catch (AccessDeniedException denied) {
            return Answer.of(403);
        } catch (FileSystemException missing) {
            return Answer.of(404);
        }
    }

    private static Request apply(Behaviour.OnRequest change, Request request) throws IOException {
        switch (change) {
            case Behaviour.Before(Runnable hook) -> hook.run();
            case Behaviour.StallBeforeHead(Gate gate) -> gate.hold();
            case Behaviour.Ignore(String header) -> {
                return request.without(header);
            }
        }
        return request;
    }

    private static Resource apply(Behaviour.OnFile change, Resource resource) throws IOException {
        Content content = resource.content();
        return switch (change) {
            case Behaviour.Hold(Content other) -> {
                content.close();
                yield resource.with(other);
            }
            case Behaviour.Shorten(long length) -> resource.with(content.slice(0, length));
            case Behaviour.Lengthen(Content tail) -> resource.with(content.and(tail));
            case Behaviour.Flip(long offset) -> resource.with(content.flipped(offset));
            case Behaviour.EntityTag(String tag) ->
                resource.with(resource.validators().with("ETag", tag));
            case Behaviour.DropValidators() -> resource.with(Headers.NONE);
        };
    }

    private static Answer apply(Behaviour.OnAnswer change, Answer answer) throws IOException {
        return switch (change) {
            case Behaviour.Reply(int status, Headers headers, Content body) -> {
                answer.close();
                yield Answer.of(status, headers, body);
            }
            case Behaviour.Raw(Content bytes) -> {
                answer.close();
                yield new Answer(Optional.empty(), bytes, List.of());
            }
            case Behaviour.EndlessBody() -> {
                answer.close();
                yield answer.framing(Content.repeating("and so on "));
            }
            case Behaviour.Gzip() -> {
                try (answer) {
                    yield answer.framing(answer.body().gzipped()).with(head -> head.with("Content-Encoding", "gzip"));
                }
            }
            case Behaviour.Chunk() ->
                answer.with(head -> head.without("Content-Length").with("Transfer-Encoding", "chunked"));
            case Behaviour.Status(int status) -> answer.with(head -> head.with(status));
            case Behaviour.SetHeader(String name, String value) -> answer.with(head -> head.with(name, value));
            case Behaviour.DropHeader(String name) -> answer.with(head -> head.without(name));
        };
    }
}
