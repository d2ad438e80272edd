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
 * One thing that an agent may do: {@code name@version[?key=value[&key=value]]}, at most 200
 * characters. Parameter values are held decoded; the text encodes them, and only the text's
 * canonical spelling parses.
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

  /** Reads the canonical text; any other spelling of the same thing is refused. */
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
      throw refused(); // another order, a repeated key, or bytes encoded that need not be
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

  /** The canonical text: what is signed, compared and shown. */
  public String text() {
    return text(name, version, parameters);
  }

  private static String text(String name, int version, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + ParameterValue.encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return name + "@" + version + (query.isEmpty() ? "" : "?" + query);
  }

  /**
   * Whether whoever may do this may do {@code narrower}: same name and version, and every parameter
   * kept as it is.
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
