package org.bailiwick.proxy.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.SecretPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of the stores of the platform (R56). */
class PlatformSecretsTest {
  private static final String SECRET = "0123-secret";

  @TempDir private Path temp;

  private Path file(String name, String rights, String text) throws IOException {
    Path file = Files.writeString(temp.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    return file;
  }

  private static PlatformSecrets one(SecretPlace place, Map<String, String> environment) {
    return new PlatformSecrets(Map.of("crm", place), environment);
  }

  private static void refused(String check, PlatformSecrets secrets) {
    assertThatThrownBy(secrets::all)
        .hasMessageNotContaining(SECRET)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  @Test
  void aFileOfTheOwnerIsReadAtEachUse() throws Exception {
    Path file = file("crm", "rw-------", SECRET + "\n");
    PlatformSecrets secrets = one(new SecretPlace.PrivateFile(file), Map.of());
    assertThat(secrets.read("crm")).isEqualTo(SECRET);
    Files.writeString(file, SECRET + "-rotated");
    assertThat(secrets.all()).containsExactly(Map.entry("crm", SECRET + "-rotated"));
  }

  @Test
  void aFileThatOthersCanReadIsRefused() throws Exception {
    for (String rights : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Path file = file("crm" + rights, rights, SECRET);
      refused("secret-file-readable", one(new SecretPlace.PrivateFile(file), Map.of()));
    }
  }

  @Test
  void whatIsNoSecretIsRefused() throws Exception {
    for (String text :
        new String[] {"", "short", "two\nlines-of-it", "a".repeat(5000), "ümlaute-secret"}) {
      Path file = file("crm", "rw-------", text);
      refused("secret-form", one(new SecretPlace.PrivateFile(file), Map.of()));
    }
    refused("secret-not-read", one(new SecretPlace.PrivateFile(temp.resolve("none")), Map.of()));
  }

  @Test
  void aCredentialOfSystemdIsRead() throws Exception {
    file("crm", "r--r--r--", SECRET);
    SecretPlace place = new SecretPlace.SystemdCredential("crm");
    assertThat(one(place, Map.of("CREDENTIALS_DIRECTORY", temp.toString())).read("crm"))
        .isEqualTo(SECRET);
    refused("secret-not-read", one(place, Map.of()));
  }

  /** keyctl (package keyutils) puts the key there, as an operator would. */
  @Test
  void aKeyOfTheKernelIsRead() throws Exception {
    String name = "bailiwick-test-" + ProcessHandle.current().pid();
    Process add =
        new ProcessBuilder("keyctl", "padd", "user", name, "@u").redirectErrorStream(true).start();
    try (var in = add.getOutputStream()) {
      in.write(SECRET.getBytes(StandardCharsets.US_ASCII));
    }
    String said = new String(add.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(add.waitFor()).as(said).isZero();
    try {
      assertThat(one(new SecretPlace.KernelKey(name), Map.of()).read("crm")).isEqualTo(SECRET);
    } finally {
      new ProcessBuilder("keyctl", "unlink", said.strip(), "@u").start().waitFor();
    }
    refused("secret-not-read", one(new SecretPlace.KernelKey(name), Map.of()));
  }
}
