package org.bailiwick.master.slots;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.slots.AssetChoice.Choice;

/**
 * The waiting calls. Trust domains take turns, in a domain its callers, and of one caller its
 * demands, so that a demand for a busy asset holds up no other. Equal demands of one caller keep
 * their order.
 */
final class WaitingCalls {

  /** A waiting call whose turn it is, and its asset if it has one. */
  record Next(SlotRequest request, Optional<AssetName> asset) {}

  private final Turns<String, Turns<SlotOwner, Turns<Demand, Queue<SlotRequest>>>> domains =
      new Turns<>(WaitingCalls::callers, Turns::isEmpty);
  private int size;

  private static Turns<SlotOwner, Turns<Demand, Queue<SlotRequest>>> callers() {
    return new Turns<>(WaitingCalls::demands, Turns::isEmpty);
  }

  private static Turns<Demand, Queue<SlotRequest>> demands() {
    return new Turns<>(ArrayDeque::new, Queue::isEmpty);
  }

  int size() {
    return size;
  }

  void add(SlotRequest request) {
    SlotOwner owner = request.owner();
    domains.queue(owner.domain()).queue(owner).queue(request.demand()).add(request);
    size++;
  }

  /**
   * Takes the next call out.
   *
   * @param hasRoom whether a trust domain or a caller may have one more call
   * @param choice chooses the asset of a demand
   */
  Optional<Next> take(Predicate<Object> hasRoom, Function<Demand, Choice> choice) {
    Optional<Next> next =
        domains.first(
            (domain, callers) ->
                hasRoom.test(domain)
                    ? callers.first(
                        (caller, demands) ->
                            hasRoom.test(caller) ? take(demands, choice) : Optional.empty())
                    : Optional.empty());
    size -= next.isPresent() ? 1 : 0;
    return next;
  }

  private static Optional<Next> take(
      Turns<Demand, Queue<SlotRequest>> demands, Function<Demand, Choice> choice) {
    return demands.first(
        (demand, requests) ->
            switch (choice.apply(demand)) {
              case AssetChoice.Chosen chosen ->
                  Optional.of(new Next(requests.remove(), Optional.of(chosen.asset())));
              case AssetChoice.Nobody nobody ->
                  Optional.of(new Next(requests.remove(), Optional.empty()));
              case AssetChoice.Full full -> Optional.empty();
            });
  }
}
