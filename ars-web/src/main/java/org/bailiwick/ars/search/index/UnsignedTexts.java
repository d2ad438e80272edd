package org.bailiwick.ars.search.index;

import java.util.Collection;
import java.util.Map;

/** Finds what agents say of themselves, by their identifiers; those that say nothing are absent. */
@FunctionalInterface
public interface UnsignedTexts {
  Map<String, UnsignedText> of(Collection<String> identifiers);
}
