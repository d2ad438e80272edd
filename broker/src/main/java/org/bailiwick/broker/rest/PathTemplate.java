package org.bailiwick.broker.rest;

import jakarta.json.JsonValue;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.PercentEncoding;

/**
 * A path with names in braces, as OpenAPI writes it. A value fills its place and no more: a slash,
 * backslash, percent sign or control character in it is refused, since servers differ in when they
 * decode them, and no segment becomes a dot or two.
 */
final class PathTemplate {
  private static final int LONGEST = 8000;
  private static final Pattern FORM =
      Pattern.compile("(/([A-Za-z0-9._~:@!$&'()*+,;=-]|\\{[A-Za-z0-9._~-]{1,100}\\})*)+");
  private static final Pattern NAME = Pattern.compile("\\{([^}]*)\\}");

  private final String template;

  private PathTemplate(String template) {
    this.template = template;
  }

  static PathTemplate parse(AssetMembers members, List<RestParameter> parameters) {
    String template = members.text("path");
    if (!FORM.matcher(template).matches()) {
      throw members.fault("path", "is not a path with names in braces");
    }
    if (hasDots(template)) {
      throw members.fault("path", "has a segment of dots");
    }
    Set<String> named = new HashSet<>();
    NAME.matcher(template).results().forEach(each -> named.add(each.group(1)));
    Set<String> filled = new HashSet<>();
    parameters.stream()
        .filter(each -> each.place() == RestParameter.Place.PATH)
        .forEach(each -> filled.add(each.name()));
    if (!named.equals(filled)) {
      throw members.fault("path", "and the parameters of the path differ");
    }
    return new PathTemplate(template);
  }

  private static boolean hasDots(String path) {
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  /** The URI of the operation for an input, below the base. */
  URI uri(URI base, List<RestParameter> parameters, JsonValue input) {
    String path = template;
    List<String> query = new ArrayList<>();
    for (RestParameter parameter : parameters) {
      for (String value : values(parameter, input)) {
        if (parameter.place() == RestParameter.Place.PATH) {
          path =
              path.replaceAll(
                  Pattern.quote("{" + parameter.name() + "}"),
                  Matcher.quoteReplacement(segment(value)));
        } else {
          query.add(PercentEncoding.of(parameter.name()) + "=" + PercentEncoding.of(value));
        }
      }
    }
    if (hasDots(path)) {
      throw BackEndFault.refused("input-path", null);
    }
    String text =
        withoutSlash(base.toString())
            + path
            + (query.isEmpty() ? "" : "?" + String.join("&", query));
    if (text.length() > LONGEST) {
      throw BackEndFault.refused("input-too-long", null);
    }
    return URI.create(text);
  }

  private static List<String> values(RestParameter parameter, JsonValue input) {
    return parameter.place() == RestParameter.Place.HEADER ? List.of() : parameter.values(input);
  }

  private static String withoutSlash(String base) {
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  private static String segment(String value) {
    boolean refused =
        value.isEmpty()
            || value.chars().anyMatch(each -> each == '/' || each == '\\' || each == '%')
            || value.codePoints().anyMatch(Character::isISOControl);
    if (refused) {
      throw BackEndFault.refused("input-path", null);
    }
    return PercentEncoding.of(value);
  }
}
