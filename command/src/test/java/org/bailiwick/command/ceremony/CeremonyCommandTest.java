package org.bailiwick.command.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CeremonyCommandTest {

  @TempDir private Path folder;

  @Test
  void namesEveryFaultOfTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("empty.properties"), "home = x\nnonsense = 1\n");
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new CeremonyCommand())
            .setErr(new PrintWriter(err))
            .execute(file.toString());
    assertThat(code).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString())
        .contains("trust-domain is missing", "nonsense is not a setting of a ceremony")
        .contains("exactly one key must have the use root, not 0");
  }

  @Test
  void needsAFile() {
    StringWriter err = new StringWriter();
    int code = new CommandLine(new CeremonyCommand()).setErr(new PrintWriter(err)).execute();
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
