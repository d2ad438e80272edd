package org.bailiwick.command.migration;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;

/**
 * Copies a store and keeps the numbers of its maps. Undo records of open transactions name maps by
 * number, and H2's own tool would assign new numbers.
 */
final class H2Renumbered {
  private static final String NAME = "name.";

  private H2Renumbered() {}

  /**
   * Writes the new store; the old one is opened for reading only.
   *
   * @throws NothingFoundException if the store has no map; H2 would treat such a file as new
   */
  static void write(Path old, Path renewed) throws NothingFoundException {
    try (MVStore source = new MVStore.Builder().fileName(old.toString()).readOnly().open()) {
      if (source.getMapNames().isEmpty()) {
        throw new NothingFoundException();
      }
      try (MVStore target = new MVStore.Builder().fileName(renewed.toString()).open()) {
        reserve(numbers(source), target);
      }
      // The store is opened again, because open maps keep the types that they were opened with.
      try (MVStore target = new MVStore.Builder().fileName(renewed.toString()).open()) {
        MVStoreTool.compact(source, target);
      }
    }
  }

  private static SortedMap<Integer, String> numbers(MVStore source) {
    SortedMap<Integer, String> numbers = new TreeMap<>();
    MVMap<String, String> meta = source.getMetaMap();
    for (String name : source.getMapNames()) {
      numbers.put(Integer.parseInt(meta.get(NAME + name), 16), name);
    }
    return numbers;
  }

  // A store assigns ascending numbers; maps that are removed again use up the unneeded ones.
  private static void reserve(SortedMap<Integer, String> numbers, MVStore target) {
    numbers.forEach(
        (number, name) -> {
          MVMap<Object, Object> map = target.openMap(name);
          while (map.getId() < number) {
            target.removeMap(map);
            map = target.openMap(name);
          }
          if (map.getId() != number) {
            throw new IllegalStateException("Map " + name + " cannot have the number " + number);
          }
        });
  }
}
