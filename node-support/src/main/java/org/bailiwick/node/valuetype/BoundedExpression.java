package org.bailiwick.node.valuetype;

import com.networknt.schema.regex.RegularExpression;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A regular expression of a schema whose search has an end: Java's expressions backtrack, and on a
 * text that was made for it a search could need years. The steps are counted where the expression
 * reads the text.
 */
final class BoundedExpression implements RegularExpression {

  /** A search that is no attack needs a few steps for each character of the text. */
  private static final int MAX_STEPS = 5_000_000;

  private final Pattern pattern;

  BoundedExpression(String expression) {
    this.pattern = Pattern.compile(expression);
  }

  @Override
  public boolean matches(String value) {
    return pattern.matcher(new Counted(value, new AtomicInteger(MAX_STEPS))).find();
  }

  /** The search has used its steps, so that nothing is known about the text. */
  static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooManySteps() {
      super("a regular expression needs too many steps");
    }
  }

  /** A text that counts how often it is read. */
  private record Counted(CharSequence text, AtomicInteger left) implements CharSequence {

    @Override
    public char charAt(int index) {
      if (left.decrementAndGet() < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
