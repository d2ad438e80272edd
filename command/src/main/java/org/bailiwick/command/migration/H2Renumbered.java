package org.bailiwick.command.migration;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;

/**
 * A store written anew in which each map has the number that it had: the undo records of
 * transactions that had not ended name maps by their numbers, and H2's own tool numbers them anew.
 */
final class H2Renumbered {
  private static final String NAME = "name.";

  private H2Renumbered() {}

  /**
   * The old store is opened for reading only.
   *
   * @throws NothingFoundException there is no map in it; H2 takes such a file for a new one
   */
  static void write(Path old, Path renewed) throws NothingFoundException {
    try (MVStore source = new MVStore.Builder().fileName(old.toString()).readOnly().open()) {
      if (source.getMapNames().isEmpty()) {
        throw new NothingFoundException();
      }
      try (MVStore target = new MVStore.Builder().fileName(renewed.toString()).open()) {
        reserve(numbers(source), target);
      }
      // Opened again, for maps that are open keep the types that they were opened with.
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

  // A store gives its numbers in ascending order, so the ones in between go to maps that leave
  // again.
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
