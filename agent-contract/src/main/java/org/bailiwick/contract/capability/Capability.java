package org.bailiwick.contract.capability;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * An action that an agent may do, written as {@code name@version[?key=value[&key=value]]} with at
 * most 200 characters. This record holds the parameter values decoded; the text has them
 * percent-encoded. Only the canonical text is accepted.
 */
public record Capability(String name, int version, SortedMap<String, String> parameters)
    implements Comparable<Capability> {
  private static final int MAX_LENGTH = 200;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]*");
  private static final Pattern TEXT = Pattern.compile("([^@?]+)@([1-9][0-9]{0,9})(?:\\?(.+))?");

  public Capability {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    boolean keysFit = parameters.keySet().stream().allMatch(key -> KEY.matcher(key).matches());
    boolean valuesFit = parameters.values().stream().allMatch(ParameterValue::isAllowed);
    if (!NAME.matcher(name).matches() || version < 1 || !keysFit || !valuesFit) {
      throw refused();
    }
    if (text(name, version, parameters).length() > MAX_LENGTH) {
      throw refused();
    }
  }

  /** Reads the canonical text and refuses every other spelling of the same capability. */
  public static Capability parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused();
    }
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches() || Long.parseLong(parts.group(2)) > Integer.MAX_VALUE) {
      throw refused();
    }
    SortedMap<String, String> parameters = parameters(parts.group(3));
    Capability read = new Capability(parts.group(1), Integer.parseInt(parts.group(2)), parameters);
    if (!read.text().equals(text)) {
      throw refused(); // wrong order, repeated key, or an unreserved character that is encoded
    }
    return read;
  }

  private static SortedMap<String, String> parameters(String query) {
    SortedMap<String, String> parameters = new TreeMap<>();
    if (query != null) {
      for (String parameter : query.split("&", -1)) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
          throw refused();
        }
        String value =
            ParameterValue.decode(parameter.substring(equals + 1)).orElseThrow(Capability::refused);
        parameters.put(parameter.substring(0, equals), value);
      }
    }
    return parameters;
  }

  /** The canonical text, which is signed, compared and shown. */
  public String text() {
    return text(name, version, parameters);
  }

  private static String text(String name, int version, Map<String, String> parameters) {
    if (parameters.isEmpty()) {
      return name + "@" + version;
    }
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + ParameterValue.encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return name + "@" + version + "?" + query;
  }

  /**
   * Whether this capability includes {@code narrower}: both have the same name and version, and
   * {@code narrower} has every parameter of this one with the same value.
   */
  public boolean covers(Capability narrower) {
    return name.equals(narrower.name)
        && version == narrower.version
        && narrower.parameters.entrySet().containsAll(parameters.entrySet());
  }

  @Override
  public int compareTo(Capability other) {
    return text().compareTo(other.text());
  }

  @Override
  public String toString() {
    return text();
  }

  private static ProblemException refused() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "capability-syntax",
        "A capability is not in its canonical form name@version?key=value");
  }
}
