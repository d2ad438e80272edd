package org.bailiwick.contract.fuzz;

import java.util.Arrays;
import java.util.List;

/**
 * Mutates valid DER in ways in which parsers have failed: tags, all forms of lengths, nesting, huge
 * numbers, repeated, missing and exchanged values. The lengths around a changed value are
 * corrected.
 */
public final class DerMutation {

  private static final int MAX_CHANGES = 4;
  private static final int HUGE = 4096;
  private static final int DEEP = 2000;
  private static final List<DerTree.Form> FORMS = List.of(DerTree.Form.values());

  private DerMutation() {}

  /** The seed, which must be DER, with one to four changes. */
  public static byte[] of(byte[] seed, Choices choices) {
    List<DerTree> parsed = DerTree.parse(seed);
    if (parsed.isEmpty()) {
      throw new IllegalArgumentException("the seed is not DER, so it cannot be mutated");
    }
    DerTree root = parsed.getFirst();
    for (int i = 1 + choices.below(MAX_CHANGES); i > 0 && choices.hasMore(); i--) {
      List<DerTree> all = root.all();
      change(all.get(choices.below(all.size())), all, choices);
    }
    byte[] mutant = root.encode();
    return choices.below(16) == 15 ? Arrays.copyOf(mutant, mutant.length + 1) : mutant;
  }

  private static void change(DerTree at, List<DerTree> all, Choices choices) {
    switch (choices.below(12)) {
      case 0 -> at.tag = choices.octet();
      case 1 -> at.form = FORMS.get(choices.below(FORMS.size()));
      case 2 -> at.content = octetChanged(at.content, choices);
      case 3 -> at.content = number(choices);
      case 4 -> at.content = Arrays.copyOf(at.content, choices.below(64));
      case 5 -> leaveOne(at, choices);
      case 6 -> again(at, choices);
      case 7 -> exchange(at, all.get(choices.below(all.size())));
      case 8 -> nest(at, 1 + choices.below(DEEP));
      case 9 -> at.content = choices.rest();
      case 10 -> fill(at, choices);
      default -> at.inside.clear();
    }
  }

  private static byte[] octetChanged(byte[] content, Choices choices) {
    byte[] changed = content.clone();
    if (changed.length > 0) {
      changed[choices.below(changed.length)] = (byte) choices.octet();
    }
    return changed;
  }

  /** Integers that parsers expect to be small, positive or minimal. */
  private static byte[] number(Choices choices) {
    return switch (choices.below(6)) {
      case 0 -> new byte[0];
      case 1 -> new byte[] {-1};
      case 2 -> new byte[] {0, 0, 1};
      case 3 -> new byte[] {(byte) 0x80, 0, 0, 0, 0};
      case 4 -> filled(1 + choices.below(32), (byte) 0x7f);
      default -> filled(1 + choices.below(HUGE), (byte) choices.octet());
    };
  }

  private static byte[] filled(int length, byte octet) {
    byte[] filled = new byte[length];
    Arrays.fill(filled, octet);
    return filled;
  }

  private static void leaveOne(DerTree at, Choices choices) {
    if (!at.inside.isEmpty()) {
      at.inside.remove(choices.below(at.inside.size()));
    }
  }

  /** Repeats a value, for example an extension, an attribute or a name. */
  private static void again(DerTree at, Choices choices) {
    if (!at.inside.isEmpty()) {
      int place = choices.below(at.inside.size());
      at.inside.add(place, at.inside.get(place).copy());
    }
  }

  private static void exchange(DerTree at, DerTree other) {
    if (!at.all().contains(other) && !other.all().contains(at)) {
      at.tag = other.tag;
      at.content = other.content.clone();
      at.inside.clear();
      other.inside.forEach(each -> at.inside.add(each.copy()));
    }
  }

  private static void nest(DerTree at, int levels) {
    at.inside.add(DerTree.nested(levels));
  }

  /** Repeats a value very often, for example ten thousand names or a thousand certificates. */
  private static void fill(DerTree at, Choices choices) {
    if (!at.inside.isEmpty()) {
      DerTree one = at.inside.get(choices.below(at.inside.size()));
      for (int i = choices.below(64); i > 0; i--) {
        at.inside.add(one.copy());
      }
    }
  }
}
