package org.bailiwick.injector.policy;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads the members of an object in the operator's file; what nobody has read is a fault. */
final class PolicyMembers {
  private final JsonObject object;
  private final String prefix;
  private final Set<String> read = new TreeSet<>();

  PolicyMembers(JsonObject object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  /** The names of the members, for an object whose names are the operator's. */
  Set<String> names() {
    return object.keySet();
  }

  /** Refuses members that were not read. */
  void done() {
    DefinedMembers.require(object, read, prefix, "the policy of the sidecar injector");
  }

  boolean has(String name) {
    return object.containsKey(name);
  }

  PolicyMembers object(String name) {
    if (value(name) instanceof JsonObject found) {
      return new PolicyMembers(found, prefix + name + ".");
    }
    throw fault(prefix + name, "is no object");
  }

  /** A text of this form. */
  String text(String name, Pattern form) {
    if (value(name) instanceof JsonString found && form.matcher(found.getString()).matches()) {
      return found.getString();
    }
    throw fault(prefix + name, "does not have its form");
  }

  /** One of these words; the first one if the member is absent. */
  String word(String name, String usual, String other) {
    if (!has(name)) {
      read.add(name);
      return usual;
    }
    return text(name, Pattern.compile(Pattern.quote(usual) + "|" + Pattern.quote(other)));
  }

  /** Texts, at least one. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (value(name) instanceof JsonArray items) {
      for (JsonValue item : items) {
        if (!(item instanceof JsonString text)) {
          throw fault(prefix + name, "is no list of texts");
        }
        texts.add(text.getString());
      }
    }
    if (texts.isEmpty()) {
      throw fault(prefix + name, "is no list of texts with at least one");
    }
    return texts;
  }

  boolean flag(String name, boolean usual) {
    if (!has(name)) {
      read.add(name);
      return usual;
    }
    JsonValue found = value(name);
    if (found != JsonValue.TRUE && found != JsonValue.FALSE) {
      throw fault(prefix + name, "is not true or false");
    }
    return found == JsonValue.TRUE;
  }

  /** A whole number within these bounds. */
  int number(String name, int usual, int least, int most) {
    if (!has(name)) {
      read.add(name);
      return usual;
    }
    if (value(name) instanceof JsonNumber number
        && number.isIntegral()
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.intValue();
    }
    throw fault(prefix + name, "is no whole number from " + least + " to " + most);
  }

  /** A duration within these bounds. */
  Duration duration(String name, Duration usual, Duration least, Duration most) {
    if (!has(name)) {
      read.add(name);
      return usual;
    }
    try {
      Duration found = Duration.parse(text(name, Pattern.compile("P[0-9DTHMS]{2,20}")));
      if (found.compareTo(least) >= 0 && found.compareTo(most) <= 0) {
        return found;
      }
    } catch (DateTimeParseException e) {
      // the fault below
    }
    throw fault(prefix + name, "is no duration from " + least + " to " + most);
  }

  /** A URL of this scheme with a host and without user, query, fragment or final slash. */
  URI url(String name, String scheme) {
    String text = text(name, Pattern.compile(scheme + "://[A-Za-z0-9.:\\[\\]/_-]{1,200}"));
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && !text.endsWith("/")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // the fault below
    }
    throw fault(prefix + name, "is no URL of " + scheme + " without a final slash");
  }

  private JsonValue value(String name) {
    read.add(name);
    JsonValue found = object.get(name);
    if (found == null) {
      throw fault(prefix + name, "is missing");
    }
    return found;
  }

  static ProblemException fault(String member, String rule) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "injection-policy", "The member " + member + " " + rule);
  }
}
