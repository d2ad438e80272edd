package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code policy check}, by a copy of the default policies. */
class PolicyCommandTest {
  private static final Path DEFAULTS = Path.of("../policy-engine/src/main/policies");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.list(DEFAULTS)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private int check(Path place) {
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute("policy", "check", place.toString());
  }

  @Test
  void saysHowManyPoliciesOfWhichVersionAFolderHas() {
    assertThat(check(folder)).isZero();
    assertThat(out.toString()).containsPattern("[0-9]+ policies of version [0-9]+-[0-9a-f]{12}");
  }

  @Test
  void endsWithOneAndTheReasonIfANodeWouldRefuseTheFolder() throws IOException {
    Path changed = folder.resolve("step.cedar");
    Files.write(changed, List.of(Files.readString(changed), "// changed"));
    assertThat(check(folder)).isOne();
    assertThat(out.toString()).contains("refused: step.cedar is not the file that the manifest");
    assertThat(check(folder.resolve("none"))).isOne();
  }
}
