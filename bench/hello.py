"""The least that a program in Tako's image takes."""

from measure import Program
from stage import Stage

SOURCE = """\
class Hello {
    public static void main(String[] arguments) {
        System.out.println("hello, world");
    }
}
"""


class HelloWorld:
    """Prints a line. Tako's archive of classes fits Tako alone, so this one gets its own, made in the same way."""

    def __init__(self, stage: Stage):
        self._java = stage.contestants.java
        directory = stage.work / "hello"
        directory.mkdir()
        source, jar, classes = directory / "Hello.java", directory / "hello.jar", directory / "classes"
        source.write_text(SOURCE)
        self._main = ["-cp", jar, "Hello"]
        self._archive = f"-XX:SharedArchiveFile={directory / 'hello.jsa'}"
        compiler, archiver = stage.tools.jdk / "bin/javac", stage.tools.jdk / "bin/jar"
        packed = [archiver, "--create", "--file", jar, "-C", directory, "Hello.class"]
        dump = ["-Xshare:dump", "-XX:+AOTClassLinking", f"-XX:SharedClassListFile={classes}", self._archive]
        for made in (
            stage.contestants.program("javac", [[compiler, "-d", directory, source]]),
            stage.contestants.program("jar", [packed]),
            self._java("hello world's classes", f"-XX:DumpLoadedClassList={classes}", *self._main),
            self._java("hello world's archive", *dump, *self._main),
        ):
            stage.starter.run(made)

    def archived(self) -> Program:
        """As Tako starts: it fails where its archive cannot be used."""
        return self._java("hello world", "-Xshare:on", self._archive, *self._main)

    def plain(self) -> Program:
        """As any other program starts in this image."""
        return self._java("hello world without an archive", *self._main)
