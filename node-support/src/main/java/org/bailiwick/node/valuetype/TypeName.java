package org.bailiwick.node.valuetype;

import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The name of a type of values with its version: {@code booking@1}. A changed schema is another
 * version, because plans name types by this text.
 */
public record TypeName(String text) implements Comparable<TypeName> {
  private static final int MAX_LENGTH = 100;
  private static final Pattern TEXT =
      Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*@[1-9][0-9]{0,8}");

  public TypeName {
    if (!isName(text)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "type-name",
          "The name of a type has the form name@version, of at most 100 characters.");
    }
  }

  /** Reads a name; any other text is {@code malformed-request} with the check type-name. */
  public static TypeName parse(String text) {
    return new TypeName(text);
  }

  private static boolean isName(String text) {
    return text.length() <= MAX_LENGTH && TEXT.matcher(text).matches();
  }

  @Override
  public int compareTo(TypeName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
