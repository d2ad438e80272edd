package org.bailiwick.command.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the real script on SoftHSM2. */
class TokenInitCommandTest {

  private static final Path SCRIPT = Path.of("..", "hsm-config", "init-token.sh");

  @TempDir private Path home;

  /** The script by itself: SOFTHSM2_CONF of this process names the tokens of other tests. */
  @TempDir private Path folder;

  @Test
  void makesTokensOnceAndKeepsPinsPrivate() throws Exception {
    assertThat(run()).isZero();
    String first = Files.readString(home.resolve("hsm/authority.cfg"));
    assertThat(first)
        .contains("tokenLabel = authority\n")
        .containsPattern("tokenSerial = [0-9a-f]{16}\n")
        .doesNotContain("slot", pin("authority"));
    for (String token : new String[] {"root", "authority", "domain"}) {
      assertThat(pin(token)).hasSize(32);
      assertThat(mode(token + ".pin")).isEqualTo("rw-------");
      assertThat(mode(token + ".so-pin")).isEqualTo("rw-------");
    }
    String before = pin("authority");
    assertThat(run()).isZero();
    assertThat(pin("authority")).isEqualTo(before);
    assertThat(Files.readString(home.resolve("hsm/authority.cfg"))).isEqualTo(first);
  }

  @Test
  void saysWhereTheScriptIsNot() {
    int code =
        new CommandLine(new TokenInitCommand()).execute("--script", "nowhere", "--home", "x");
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  private int run() throws Exception {
    Path script = folder.resolve("init-token.sh");
    Files.writeString(
        script,
        "#!/bin/bash%nunset SOFTHSM2_CONF; exec '%s' \"$@\"%n".formatted(SCRIPT.toRealPath()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new CommandLine(new TokenInitCommand())
        .execute("--script", script.toString(), "--home", home.toString());
  }

  private String pin(String token) throws Exception {
    return Files.readString(home.resolve("hsm/" + token + ".pin")).strip();
  }

  private String mode(String file) throws Exception {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(home.resolve("hsm").resolve(file)));
  }
}
