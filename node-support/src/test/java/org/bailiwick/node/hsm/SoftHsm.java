package org.bailiwick.node.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fresh SoftHSM2 tokens for tests. The library reads its configuration's place from SOFTHSM2_CONF
 * of the process, so Surefire sets that to a file below target, and all tokens of a test JVM are
 * made before the library is loaded.
 */
public final class SoftHsm {

  private static final int TOKENS = 48;
  static final String PIN = "48151623";

  /** Label of two tokens. */
  public static final String TWINS = "twin";

  private static final Pattern SLOT =
      Pattern.compile("Slot \\d+ \\((0x[0-9a-f]+)\\)[^\\n]*\\n\\s+token label\\s+: (\\S+)");
  private static final Pattern FREE_SLOT =
      Pattern.compile("Slot \\d+ \\((0x[0-9a-f]+)\\)[^\\n]*\\n\\s+token state: +uninitialized");
  private static Deque<Token> tokens;

  private SoftHsm() {}

  /** One token: its label, SunPKCS11 configuration and PIN file. */
  public record Token(String label, Path configuration, Path pinFile) {

    public Pkcs11Settings settings() {
      return settings(Duration.ofSeconds(5));
    }

    /** The same for a ceremony: an RSA key takes the library many seconds on a busy machine. */
    public Pkcs11Settings ceremonySettings() {
      return settings(Duration.ofMinutes(2));
    }

    private Pkcs11Settings settings(Duration callTimeout) {
      return new Pkcs11Settings(
          configuration, Optional.of(pinFile), 4, Duration.ofSeconds(2), callTimeout);
    }

    /** Runs pkcs11-tool on this token, logged in. */
    public String tool(String... arguments) {
      List<String> command = new ArrayList<>(List.of("--token-label", label, "--login"));
      command.addAll(List.of("--pin", "env:TEST_PIN"));
      command.addAll(List.of(arguments));
      return SoftHsm.tool(command);
    }
  }

  /** The module as Debian and Ubuntu install it. */
  public static Path library() {
    List<Path> places = new ArrayList<>(List.of(Path.of("/usr/lib/softhsm/libsofthsm2.so")));
    try (DirectoryStream<Path> multiarch =
        Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      multiarch.forEach(folder -> places.add(folder.resolve("softhsm/libsofthsm2.so")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return places.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("SoftHSM2 is not installed: " + places));
  }

  /** A token that no other test of this JVM has. */
  public static synchronized Token freshToken() {
    if (tokens == null) {
      tokens = makeTokens();
    }
    return tokens.pop();
  }

  private static Deque<Token> makeTokens() {
    String place = System.getenv("SOFTHSM2_CONF");
    if (place == null) {
      throw new IllegalStateException("SOFTHSM2_CONF is not set for the test JVM");
    }
    try {
      Path folder = Path.of(place).getParent();
      Path store =
          Files.createDirectories(folder.resolve("tokens-" + ProcessHandle.current().pid()));
      Files.writeString(
          Path.of(place),
          "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
              .formatted(store));
      Deque<Token> made = new ArrayDeque<>();
      addToken(TWINS);
      addToken(TWINS);
      for (int i = 0; i < TOKENS; i++) {
        made.push(makeToken("token" + i, store));
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Token makeToken(String label, Path folder) throws IOException {
    addToken(label);
    tool(
        List.of(
            "--token-label",
            label,
            "--init-pin",
            "--login",
            "--login-type",
            "so",
            "--so-pin",
            "env:TEST_PIN",
            "--new-pin",
            "env:TEST_PIN"));
    Path pin = folder.resolve(label + ".pin");
    Files.createFile(
        pin, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(pin, PIN + "\n");
    Path configuration =
        Files.writeString(
            folder.resolve(label + ".cfg"),
            "name = %s\nlibrary = %s\nslot = %d\n".formatted(label, library(), slotOf(label)));
    return new Token(label, configuration, pin);
  }

  /**
   * The folder in which the library keeps this token. Its name is a UUID, of which the last half is
   * the token's serial number; the slot's number is the end of that, without the first bit.
   */
  static Path folder(Token token) throws IOException {
    long slot = slotOf(token.label());
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(token.configuration().getParent(), Files::isDirectory)) {
      for (Path each : folders) {
        String name = each.getFileName().toString();
        long end = Long.parseLong(name.substring(name.length() - 8), 16);
        if ((end & 0x7fff_ffffL) == slot) {
          return each;
        }
      }
    }
    throw new IllegalStateException("no folder holds " + token.label());
  }

  /** All slots of the library, as it lists them. */
  public static String slots() {
    return tool(List.of("--list-slots"));
  }

  /** One more token in the library's list, for nobody's use. */
  static void addToken(String label) {
    tool(
        List.of(
            "--init-token", "--slot", freeSlot(), "--label", label, "--so-pin", "env:TEST_PIN"));
  }

  private static String freeSlot() {
    Matcher matcher = FREE_SLOT.matcher(slots());
    if (!matcher.find()) {
      throw new IllegalStateException("SoftHSM2 offers no free slot");
    }
    return matcher.group(1);
  }

  private static long slotOf(String label) {
    Matcher matcher = SLOT.matcher(slots());
    while (matcher.find()) {
      if (matcher.group(2).equals(label)) {
        return Long.decode(matcher.group(1));
      }
    }
    throw new IllegalStateException("no slot holds " + label);
  }

  private static String tool(List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("pkcs11-tool", "--module", library().toString()));
    command.addAll(arguments);
    return run(command, Map.of("TEST_PIN", PIN));
  }

  private static String run(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "%s: %s".formatted(String.join(" ", command).toLowerCase(Locale.ROOT), output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
