package org.bailiwick.policy.authzen;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One page of results.
 *
 * @param next how many candidates were looked at with this page; empty after the last one
 */
public record SearchPage(List<Map<String, Object>> results, OptionalInt next) {
  public SearchPage {
    results = List.copyOf(results);
  }
}
