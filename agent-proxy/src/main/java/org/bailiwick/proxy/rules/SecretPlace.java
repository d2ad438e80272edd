package org.bailiwick.proxy.rules;

import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The store of the platform that holds a secret of the agent's work. */
public sealed interface SecretPlace {

  /** A file that only its owner can read. */
  record PrivateFile(Path path) implements SecretPlace {}

  /** A file of the folder that systemd names in {@code CREDENTIALS_DIRECTORY}. */
  record SystemdCredential(String name) implements SecretPlace {}

  /** A key of type {@code user} with this description in the keyrings of the proxy's account. */
  record KernelKey(String description) implements SecretPlace {}

  /** The form of the names of secrets, credentials and keys. */
  Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");

  /** Reads {@code {"file": …}}, {@code {"systemd": …}} or {@code {"keyring": …}}. */
  static SecretPlace of(JsonValue value, Path folder) {
    JsonMembers members = JsonMembers.of(value, Set.of("file", "systemd", "keyring"));
    return Stream.of(
            members.optionalText("file").<SecretPlace>map(f -> new PrivateFile(folder.resolve(f))),
            members.optionalText("systemd").map(SecretPlace::named).map(SystemdCredential::new),
            members.optionalText("keyring").map(SecretPlace::named).map(KernelKey::new))
        .flatMap(java.util.Optional::stream)
        .reduce(
            (one, other) -> {
              throw Refusals.malformed("secret-place", "A secret is in one place only");
            })
        .orElseThrow(
            () -> Refusals.malformed("secret-place", "A secret is in a file, systemd or keyring"));
  }

  /** The text, if it is a name. */
  static String named(String text) {
    if (!NAME.matcher(text).matches()) {
      throw Refusals.malformed("secret-name", "Not a name of a secret: " + text);
    }
    return text;
  }
}
