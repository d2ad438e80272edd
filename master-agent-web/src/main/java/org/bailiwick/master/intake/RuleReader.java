package org.bailiwick.master.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses {@code rule = method / ("all-of" / "any-of") "(" rule *("," rule) ")"}. */
final class RuleReader {

  private static final int MAX_DEPTH = 8;

  private final String text;
  private final Set<String> methods;
  private int at;
  private int depth;

  RuleReader(String text, Set<String> methods) {
    this.text = text;
    this.methods = methods;
  }

  AuthenticationRule read() {
    AuthenticationRule rule = rule();
    if (at != text.length()) {
      throw refused("text follows the rule");
    }
    return rule;
  }

  private AuthenticationRule rule() {
    String word = word();
    return switch (word) {
      case "all-of" -> new AuthenticationRule.AllOf(list());
      case "any-of" -> new AuthenticationRule.AnyOf(list());
      default -> {
        if (!methods.contains(word)) {
          throw refused("a method is unknown");
        }
        yield new AuthenticationRule.Method(word);
      }
    };
  }

  private List<AuthenticationRule> list() {
    if (++depth > MAX_DEPTH) {
      throw refused("the rule is nested too deeply");
    }
    expect('(');
    List<AuthenticationRule> rules = new ArrayList<>();
    if (!isNext(')')) {
      rules.add(rule());
      while (isNext(',')) {
        at++;
        rules.add(rule());
      }
    }
    expect(')');
    depth--;
    return rules;
  }

  private String word() {
    int from = at;
    while (at < text.length() && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '-')) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean isNext(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  private void expect(char wanted) {
    if (!isNext(wanted)) {
      throw refused("a '" + wanted + "' is missing");
    }
    at++;
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("authentication rule: " + why);
  }
}
