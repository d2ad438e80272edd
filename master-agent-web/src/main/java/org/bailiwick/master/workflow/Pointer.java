package org.bailiwick.master.workflow;

import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A JSON Pointer (RFC 6901): {@code /items/0/price}. The empty text points at the whole value. It
 * has at most 200 characters and 16 tokens, because each token costs one reading of the value.
 */
public record Pointer(String text) {

  private static final int MAX_LENGTH = 200;
  private static final int MAX_TOKENS = 16;
  private static final Pattern FORM = Pattern.compile("(/([^~/\\p{Cntrl}]|~[01])*)*");
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** Points at the whole value. */
  public static final Pointer WHOLE = new Pointer(""); // after the patterns, which it is checked by

  public Pointer {
    if (text.length() > MAX_LENGTH
        || !FORM.matcher(text).matches()
        || text.chars().filter(each -> each == '/').count() > MAX_TOKENS) {
      throw new ProblemException(
          MALFORMED_REQUEST,
          "pointer-form",
          "A pointer is a JSON Pointer of at most 200 characters and 16 tokens.");
    }
  }

  /** The pointer to a member of this name, which must have no need of an escape. */
  public static Pointer to(String member) {
    return new Pointer("/" + member);
  }

  /** The same as the second pointer in the value that this one points at. */
  public Pointer then(Pointer more) {
    return new Pointer(text + more.text);
  }

  /** The first token; empty for the whole value. */
  public Optional<String> first() {
    return tokens().stream().findFirst();
  }

  /** This pointer without its first token, or the whole value. */
  public Pointer rest() {
    int next = text.indexOf('/', Math.min(1, text.length()));
    return next < 0 ? WHOLE : new Pointer(text.substring(next));
  }

  /** The tokens without escapes; none for the whole value. */
  public List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String token : text.substring(1).split("/", -1)) {
        tokens.add(token.replace("~1", "/").replace("~0", "~"));
      }
    }
    return tokens;
  }

  /** The JSON text of the value at this place in a JSON text; empty if there is none. */
  public Optional<String> find(String json) {
    Optional<String> at = Optional.of(json.strip());
    for (String token : tokens()) {
      at = at.flatMap(value -> member(value, token));
    }
    return at;
  }

  private static Optional<String> member(String json, String token) {
    if (json.startsWith("{")) {
      return Optional.ofNullable(JsonTexts.members(json, Integer.MAX_VALUE).get(token));
    }
    if (!json.startsWith("[") || !INDEX.matcher(token).matches()) {
      return Optional.empty();
    }
    List<String> elements = JsonTexts.elements(json, Integer.MAX_VALUE);
    int index = Integer.parseInt(token);
    return index < elements.size() ? Optional.of(elements.get(index)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
