package org.bailiwick.policy.cedar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Values by key, bounded by the sum of their weights; the value that was not used for the longest
 * time goes. Values are made outside of the lock: two callers may make the same value at once, but
 * none waits while another makes one.
 */
public final class BoundedCache<K, V> {

  private record Weighed<V>(V value, int weight) {}

  /** Makes a value. */
  @FunctionalInterface
  public interface Maker<V, E extends Exception> {
    /** Makes it. */
    V make() throws E;
  }

  private final int most;
  private final Map<K, Weighed<V>> values = new LinkedHashMap<>(16, 0.75f, true);
  private int weight;

  /**
   * An empty one.
   *
   * @param most the sum of weights that is kept
   */
  public BoundedCache(int most) {
    this.most = most;
  }

  <E extends Exception> V get(K key, int weight, Maker<V, E> maker) throws E {
    return get(key, made -> weight, maker);
  }

  /**
   * The value of a key, which is made if it is not there.
   *
   * @param weigher the weight of a value that was made; one that is above {@code most} is not kept
   */
  public <E extends Exception> V get(K key, ToIntFunction<V> weigher, Maker<V, E> maker) throws E {
    synchronized (values) {
      Weighed<V> known = values.get(key);
      if (known != null) {
        return known.value();
      }
    }
    V made = maker.make();
    Weighed<V> weighed = new Weighed<>(made, weigher.applyAsInt(made));
    synchronized (values) {
      put(key, weighed);
    }
    return made;
  }

  /** A value that is heavier than all together may be is not stored. */
  private void put(K key, Weighed<V> value) {
    if (value.weight() > most) {
      return;
    }
    Weighed<V> before = values.put(key, value);
    weight += value.weight() - (before == null ? 0 : before.weight());
    var eldest = values.entrySet().iterator();
    while (weight > most) {
      weight -= eldest.next().getValue().weight();
      eldest.remove();
    }
  }

  /** The number of values that are kept. */
  public int size() {
    synchronized (values) {
      return values.size();
    }
  }
}
