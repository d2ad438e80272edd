package org.bailiwick.master.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.inventory.AssetName;

/**
 * Lets random callers want and leave slots, and looks at the bounds, at the order and at losses.
 */
class CallSlotsPropertiesTest {

  private static final int NO_BOUND = 10_000;

  /** A call in the model: who wants it, and what happened to it. */
  private static final class Call {
    private final SpiffeId caller;
    private final Demand demand;
    private final Map<SpiffeId, Integer> servedSince = new HashMap<>();
    private Optional<CallSlot> slot = Optional.empty();
    private int begun;

    Call(SpiffeId caller, Demand demand) {
      this.caller = caller;
      this.demand = demand;
    }
  }

  /** The system under test, with a random order of entering and leaving. */
  private static final class Model implements AssetChoice {
    private final Random random;
    private final CallBounds bounds;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final CallSlots slots;
    private final List<Call> waiting = new ArrayList<>();
    private final List<Call> running = new ArrayList<>();
    private final List<Call> all = new ArrayList<>();

    Model(long seed, CallBounds bounds) {
      this.random = new Random(seed);
      this.bounds = bounds;
      this.slots = new CallSlots(bounds, this, tasks::add);
    }

    /** The capability {@code c1.x@1} has the agents a1 and b1; some capabilities have none. */
    @Override
    public Choice choose(Demand demand, Predicate<AssetName> hasRoom) {
      if (demand.bound().isPresent()) {
        return hasRoom.test(demand.bound().get()) ? new Chosen(demand.bound().get()) : new Full();
      }
      List<AssetName> able = agents(demand.capability());
      return able.stream()
          .filter(hasRoom)
          .findFirst()
          .<Choice>map(Chosen::new)
          .orElseGet(() -> able.isEmpty() ? new Nobody() : new Full());
    }

    private static List<AssetName> agents(Capability capability) {
      char number = capability.text().charAt(1);
      return number == '0' ? List.of() : List.of(agent("a" + number), agent("b" + number));
    }

    private static AssetName agent(String name) {
      return new AssetName("spiffe://bailiwick.example/agent/" + name);
    }

    void enter() {
      SpiffeId caller =
          SpiffeId.parse("spiffe://p" + random.nextInt(3) + ".example/agent/c" + random.nextInt(4));
      Capability capability = Capability.parse("c" + random.nextInt(4) + ".x@1");
      Optional<AssetName> bound =
          random.nextInt(4) == 0 ? Optional.of(agent("a1")) : Optional.empty();
      Call call = new Call(caller, new Demand(capability, bound));
      all.add(call);
      waiting.add(call);
      slots.enter(
          new SlotRequest(
              new SlotOwner(caller.toString(), caller.trustDomain().name()),
              call.demand,
              slot -> begin(call, slot)));
      runTasks();
    }

    void leave() {
      if (!running.isEmpty()) {
        Call call = running.remove(random.nextInt(running.size()));
        CallSlot slot = call.slot.orElseThrow();
        slot.leave();
        slot.leave();
        runTasks();
      }
    }

    private void runTasks() {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    }

    private void begin(Call call, CallSlot slot) {
      call.begun++;
      call.slot = Optional.of(slot);
      waiting.remove(call);
      running.add(call);
      for (Call other : waiting) {
        other.servedSince.merge(call.caller, 1, Integer::sum);
      }
      assertWithinBounds();
    }

    private void assertWithinBounds() {
      assertThat(slots.used()).isLessThanOrEqualTo(bounds.all());
      assertShares(bounds.ofCaller(), call -> Optional.of(call.caller));
      assertShares(bounds.ofDomain(), call -> Optional.of(call.caller.trustDomain()));
      assertShares(bounds.ofAgent(), call -> call.slot.orElseThrow().asset());
    }

    private void assertShares(int bound, Function<Call, Optional<?>> key) {
      Map<Object, Integer> shares = new HashMap<>();
      running.forEach(
          call -> key.apply(call).ifPresent(each -> shares.merge(each, 1, Integer::sum)));
      assertThat(shares.values()).allMatch(share -> share <= bound);
    }

    private long running(Predicate<Call> wanted) {
      return running.stream().filter(wanted).count();
    }

    /** Whether the call could have a slot beside those that run. */
    boolean couldRun(Call call) {
      TrustDomain domain = call.caller.trustDomain();
      return running.size() < bounds.all()
          && running(each -> each.caller.equals(call.caller)) < bounds.ofCaller()
          && running(each -> each.caller.trustDomain().equals(domain)) < bounds.ofDomain()
          && !(choose(call.demand, this::hasRoom) instanceof Full);
    }

    private boolean hasRoom(AssetName agent) {
      return running(each -> each.slot.orElseThrow().asset().equals(Optional.of(agent)))
          < bounds.ofAgent();
    }
  }

  @Property(tries = 300)
  void boundsHoldNothingIsLostAndNoSlotStaysFree(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int most,
      @ForAll @IntRange(min = 1, max = 9) int share) {
    int part = Math.min(share, most);
    Model model = new Model(seed, new CallBounds(most, Math.max(1, part / 2), part, part));
    for (int i = 0; i < 200; i++) {
      if (model.random.nextInt(5) < 3) {
        model.enter();
      } else {
        model.leave();
      }
      assertThat(model.waiting).noneMatch(model::couldRun);
      assertThat(model.slots.used()).isEqualTo(model.running.size());
      assertThat(model.slots.waiting()).isEqualTo(model.waiting.size());
    }
    while (!model.running.isEmpty()) {
      model.leave();
    }
    assertThat(model.waiting).isEmpty();
    assertThat(model.all).allMatch(call -> call.begun == 1);
    assertThat(model.slots.used()).isZero();
  }

  /** Without shares every call could always run, so it waits only for its turn. */
  @Property(tries = 300)
  void aCallersFirstCallWaitsForOneCallOfEachOtherCallerOfItsDomainAtMost(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int most) {
    Model model = new Model(seed, new CallBounds(most, NO_BOUND, NO_BOUND, NO_BOUND));
    for (int i = 0; i < 200; i++) {
      List<SpiffeId> known = model.waiting.stream().map(call -> call.caller).toList();
      model.enter();
      Call entered = model.all.getLast();
      boolean first = !known.contains(entered.caller);
      for (int j = 0; first && entered.begun == 0 && j < 200; j++) {
        if (model.random.nextBoolean()) {
          model.enter();
        }
        model.leave();
      }
      if (first) {
        assertThat(entered.begun).isEqualTo(1);
        assertWaitedForTurns(entered);
      }
    }
  }

  private static void assertWaitedForTurns(Call entered) {
    String domain = entered.caller.trustDomain().name();
    Map<String, Integer> ofDomains = new HashMap<>();
    entered.servedSince.forEach(
        (caller, times) -> {
          ofDomains.merge(caller.trustDomain().name(), times, Integer::sum);
          if (caller.trustDomain().name().equals(domain)) {
            assertThat(times).as("calls of %s", caller).isEqualTo(1);
          }
        });
    assertThat(ofDomains.values()).as("4 callers of its domain").allMatch(times -> times <= 4);
  }
}
