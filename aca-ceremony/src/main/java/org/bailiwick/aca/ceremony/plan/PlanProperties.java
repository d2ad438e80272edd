package org.bailiwick.aca.ceremony.plan;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedToken;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * Reads the ceremony's file and collects every fault. {@code ${NAME}} and {@code ${NAME:-default}}
 * stand for environment variables. An unknown property is a fault, because it would have no effect.
 */
final class PlanProperties {

  private static final Path NOWHERE = Path.of("nowhere");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\\}");

  private final Properties values = new Properties();
  private final Map<String, String> environment;
  private final Set<String> readKeys = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private Path home = NOWHERE;

  private PlanProperties(Map<String, String> environment) {
    this.environment = environment;
  }

  static PlanProperties read(Path file, Map<String, String> environment) {
    PlanProperties read = new PlanProperties(environment);
    try {
      read.values.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new CeremonyException("The ceremony's file " + file + " can't be read", e);
    }
    read.home = read.required("home", Path::of, NOWHERE);
    return read;
  }

  /** The names of the authority that the file describes. */
  CeremonyNames authority() {
    return new CeremonyNames(
        required("trust-domain", TrustDomain::parse, TrustDomain.parse("nowhere.example")),
        required("organisation", text -> text, ""));
  }

  List<PlannedToken> tokens() {
    return names("token").stream().map(this::token).toList();
  }

  private PlannedToken token(String name) {
    String prefix = "token." + name + ".";
    return new PlannedToken(name, path(prefix + "configuration"), path(prefix + "pin-file"));
  }

  /** The path in this property, below the file's home. */
  Path path(String key) {
    return below(required(key, Path::of, NOWHERE));
  }

  Path below(Path relative) {
    return home.resolve(relative).normalize();
  }

  /** Checks a name, which becomes part of file names. */
  static String name(String text) {
    if (!text.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("not a name of lower-case letters, digits and '-'");
    }
    return text;
  }

  /** The names in properties {@code group.<name>.…}, sorted. */
  Set<String> names(String group) {
    return values.stringPropertyNames().stream()
        .filter(key -> key.startsWith(group + "."))
        .map(key -> key.substring(group.length() + 1).replaceFirst("\\..*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The parsed value; if it is missing or wrong, notes a fault and returns the placeholder. */
  <T> T required(String key, Function<String, T> parser, T placeholder) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      faults.add(key + " is missing");
      return placeholder;
    }
    return parse(key, text.get(), parser).orElse(placeholder);
  }

  <T> Optional<T> optional(String key, Function<String, T> parser) {
    return text(key).flatMap(text -> parse(key, text, parser));
  }

  void require(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }

  /** Throws one exception with all faults, if there are any. */
  void done() {
    values.stringPropertyNames().stream()
        .filter(key -> !readKeys.contains(key))
        .sorted()
        .forEach(key -> faults.add(key + " is not a setting of a ceremony"));
    if (!faults.isEmpty()) {
      throw new CeremonyException(
          "The ceremony's file has faults:\n  " + String.join("\n  ", faults));
    }
  }

  private Optional<String> text(String key) {
    readKeys.add(key);
    String value = values.getProperty(key);
    return value == null ? Optional.empty() : Optional.of(substituted(key, value.strip()));
  }

  private String substituted(String key, String value) {
    return VARIABLE
        .matcher(value)
        .replaceAll(
            match -> Matcher.quoteReplacement(variable(key, match.group(1), match.group(2))));
  }

  private String variable(String key, String name, String fallback) {
    String value = environment.get(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    if (fallback == null) {
      faults.add(key + " needs the environment variable " + name);
      return "";
    }
    return fallback;
  }

  private <T> Optional<T> parse(String key, String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (RuntimeException e) {
      faults.add(key + " = " + text + " is not valid: " + e.getMessage());
      return Optional.empty();
    }
  }
}
