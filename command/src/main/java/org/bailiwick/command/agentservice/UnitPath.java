package org.bailiwick.command.agentservice;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Words of a unit, which are taken as they are or not at all. */
final class UnitPath {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._@+:-]+");

  /** What a hardened service does not see, or sees empty. */
  private static final List<Path> HIDDEN =
      List.of(
          Path.of("/home"),
          Path.of("/root"),
          Path.of("/run/user"),
          Path.of("/tmp"),
          Path.of("/var/tmp"));

  private UnitPath() {}

  /** The absolute path of an option; IllegalArgumentException if a service could not use it. */
  static String of(String option, Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (HIDDEN.stream().anyMatch(absolute::startsWith)) {
      throw new IllegalArgumentException(
          option + " " + absolute + " is hidden from services; /var/lib or /etc is not");
    }
    return word(option, absolute.toString());
  }

  /** systemd would read blanks, quotes, % and $ as something else. */
  static String word(String option, String text) {
    if (!PLAIN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          option + " may have letters, digits and / . _ @ + : - in a unit, not " + text);
    }
    return text;
  }
}
