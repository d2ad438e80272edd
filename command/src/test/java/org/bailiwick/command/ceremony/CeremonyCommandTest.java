package org.bailiwick.command.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  /** It ends at the first request that is not there, before any key is made. */
  @Test
  void showsTheUrlsOfCertificatesFirst() throws Exception {
    assertThat(outputOf("http://pki.example:8080/aca"))
        .contains(
            "  CRL of root: http://pki.example:8080/aca/crl/root.crl",
            "  certificate of issuing-1: http://pki.example:8080/aca/issuers/issuing-1.cer",
            "  OCSP: http://pki.example:8080/aca/ocsp")
        .doesNotContain("WARNING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080",
        "http://127.1.2.3",
        "http://localhost",
        "http://pki.localhost:8080",
        "http://[::1]:8080"
      })
  void warnsOfUrlsThatLeadToThisMachineOnly(String plain) throws Exception {
    assertThat(outputOf(plain)).contains("WARNING: these URLs lead to this machine only");
  }

  /** The output of a ceremony with the default file, in a home without requests. */
  private String outputOf(String plain) throws Exception {
    String text =
        Files.readString(Path.of("..", "hsm-config", "ceremony", "default.properties"))
            .replace("${BAILIWICK_HOME}", folder.toString())
            .replace("${BAILIWICK_PLAIN_URL:-http://127.0.0.1:8080}", plain);
    Path file = Files.writeString(folder.resolve("ceremony.properties"), text);
    StringWriter output = new StringWriter();
    int code =
        new CommandLine(new CeremonyCommand())
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(output))
            .execute(file.toString());
    assertThat(code).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    return output.toString();
  }

  @Test
  void needsAFile() {
    StringWriter err = new StringWriter();
    int code = new CommandLine(new CeremonyCommand()).setErr(new PrintWriter(err)).execute();
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
