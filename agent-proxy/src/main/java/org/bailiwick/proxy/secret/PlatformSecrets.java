package org.bailiwick.proxy.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.rules.SecretPlace;

/**
 * Reads the secrets of the rules from the stores of the platform. Each use reads again, so a
 * rotated secret counts at once, and nothing is kept. A secret is one line of printable ASCII.
 */
public final class PlatformSecrets {

  /** The shortest secret; shorter ones would be found in any text. */
  private static final int SHORTEST = 8;

  private static final int LONGEST = 4096;
  private static final long KEYCTL_SECONDS = 5;
  private static final Pattern FORM =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
  private static final String CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY";

  private static final Set<PosixFilePermission> OWNER =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Map<String, SecretPlace> places;
  private final Map<String, String> environment;

  /** The environment is that of the process. */
  public PlatformSecrets(Map<String, SecretPlace> places, Map<String, String> environment) {
    this.places = Map.copyOf(places);
    this.environment = environment;
  }

  /**
   * All secrets by name.
   *
   * @throws ProblemException dependency-unavailable if one cannot be read, because nobody could say
   *     then whether a text contains it
   */
  public Map<String, String> all() {
    Map<String, String> all = new HashMap<>();
    places.keySet().forEach(name -> all.put(name, read(name)));
    return all;
  }

  /**
   * The secret of this name, which the rules have.
   *
   * @throws ProblemException dependency-unavailable if it cannot be read or does not have the form
   */
  public String read(String name) {
    try {
      String text =
          switch (places.get(name)) {
            case SecretPlace.PrivateFile file -> owned(file.path());
            case SecretPlace.SystemdCredential credential -> given(credential.name());
            case SecretPlace.KernelKey key -> ofKernel(key.description());
          };
      String secret = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      if (secret.length() < SHORTEST || !FORM.matcher(secret).matches()) {
        throw form(name);
      }
      return secret;
    } catch (IOException e) {
      throw notRead(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notRead(name);
    }
  }

  private static String owned(Path file) throws IOException {
    if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw Refusals.unavailable(
          "secret-file-readable", file.getFileName() + " is open to others than its owner", null);
    }
    return text(file);
  }

  /** The service manager protects the folder, which other accounts cannot enter. */
  private String given(String name) throws IOException {
    String folder = environment.get(CREDENTIALS_DIRECTORY);
    if (folder == null) {
      throw notRead(name);
    }
    return text(Path.of(folder).resolve(name));
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > LONGEST + 1) {
      throw form(file.getFileName().toString());
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** The description is no secret, so the list of processes may show it. */
  private static String ofKernel(String description) throws IOException, InterruptedException {
    Process keyctl =
        new ProcessBuilder("keyctl", "pipe", "%user:" + description)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    keyctl.getOutputStream().close();
    byte[] secret = keyctl.getInputStream().readNBytes(LONGEST + 2);
    if (!keyctl.waitFor(KEYCTL_SECONDS, TimeUnit.SECONDS) || keyctl.exitValue() != 0) {
      keyctl.destroyForcibly();
      throw notRead(description);
    }
    if (secret.length > LONGEST + 1) {
      throw form(description);
    }
    return new String(secret, StandardCharsets.ISO_8859_1);
  }

  private static ProblemException notRead(String name) {
    return Refusals.unavailable(
        "secret-not-read", "The secret " + name + " cannot be read from its store", null);
  }

  private static ProblemException form(String name) {
    return Refusals.unavailable(
        "secret-form",
        "The secret " + name + " is not a line of " + SHORTEST + " to " + LONGEST + " characters",
        null);
  }
}
