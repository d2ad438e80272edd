package org.bailiwick.node.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Reads a module's configuration once, at start. For a missing or bad value a placeholder is
 * returned, so that reading goes on, and {@link #done} fails with all faults in one message; values
 * must not be used before that call. Faults name keys and rules and never a value, which may be
 * secret.
 */
public final class Settings {
  private final Function<String, Optional<String>> source;
  private final List<String> faults = new ArrayList<>();

  private Settings(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /**
   * Reads MicroProfile Config: system properties, environment, and sources of the container. A
   * further copy of an application reads its own file only ({@link Deployment}).
   */
  public static Settings fromConfig() {
    return Deployment.own()
        .map(copy -> new Settings(copy::value))
        .orElseGet(
            () ->
                new Settings(
                    key -> ConfigProvider.getConfig().getOptionalValue(key, String.class)));
  }

  /** Reads another source, for instance a test's map. */
  public static Settings from(Function<String, Optional<String>> source) {
    return new Settings(source);
  }

  public String required(String key) {
    return optional(key).orElseGet(() -> fault(key, "is missing", ""));
  }

  public Optional<String> optional(String key) {
    return source.apply(key).map(String::strip).filter(value -> !value.isEmpty());
  }

  public String text(String key, String otherwise) {
    return optional(key).orElse(otherwise);
  }

  /** A whole number within a range. */
  public int number(String key, int otherwise, Range range) {
    return optional(key)
        .map(value -> parseNumber(key, value, range).orElse(otherwise))
        .orElse(otherwise);
  }

  /** The allowed numbers, including both ends. */
  public record Range(int least, int most) {}

  /** A positive duration in ISO 8601 form, for instance PT5M. */
  public Duration duration(String key, Duration otherwise) {
    return optional(key).map(value -> parseDuration(key, value, otherwise)).orElse(otherwise);
  }

  public Path path(String key) {
    return findPath(key).orElseGet(() -> fault(key, "is missing", Path.of("")));
  }

  public Optional<Path> findPath(String key) {
    return optional(key)
        .map(
            value -> {
              try {
                return Path.of(value);
              } catch (InvalidPathException e) {
                return fault(key, "is not a path", Path.of(""));
              }
            });
  }

  /** An absolute http or https URL with host, without user, query, fragment or final slash. */
  public URI baseUrl(String key) {
    String value = required(key);
    return value.isEmpty() ? URI.create("urn:missing") : parseBaseUrl(key, value);
  }

  /** Words separated by commas; empty when the key is absent. */
  public List<String> list(String key) {
    return optional(key).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Adds a fault that the calling module found, for instance a missing file. */
  public void fault(String key, String rule) {
    faults.add(key + " " + rule);
  }

  /**
   * Must be called after the last value was read.
   *
   * @throws IllegalStateException with all faults, if there was one
   */
  public void done() {
    if (!faults.isEmpty()) {
      throw new IllegalStateException("Configuration: " + String.join("; ", faults));
    }
  }

  private <T> T fault(String key, String rule, T placeholder) {
    fault(key, rule);
    return placeholder;
  }

  private Optional<Integer> parseNumber(String key, String value, Range range) {
    try {
      int number = Integer.parseInt(value);
      if (number >= range.least() && number <= range.most()) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    fault(key, "must be a whole number from " + range.least() + " to " + range.most());
    return Optional.empty();
  }

  private Duration parseDuration(String key, String value, Duration otherwise) {
    try {
      Duration duration = Duration.parse(value);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // reported below
    }
    return fault(key, "must be a positive ISO 8601 duration such as PT5M", otherwise);
  }

  private URI parseBaseUrl(String key, String value) {
    try {
      URI uri = URI.create(value);
      if (isBaseUrl(uri) && !value.endsWith("/")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    return fault(
        key,
        "must be an http(s) URL with a host, without user, query, fragment or final slash",
        URI.create("urn:missing"));
  }

  private static boolean isBaseUrl(URI uri) {
    return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }
}
