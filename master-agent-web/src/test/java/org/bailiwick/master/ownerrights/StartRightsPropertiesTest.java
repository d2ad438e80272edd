package org.bailiwick.master.ownerrights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * Rights are exactly the intersection (R32): a capability is among them if it is covered by the
 * agent's own set, by its owner's, by its principal's, and by the request, and otherwise not.
 */
class StartRightsPropertiesTest {

  /** All capabilities of a small world: two names, two parameters with two values or none. */
  private static final List<Capability> WORLD = world();

  private static List<Capability> world() {
    List<Capability> all = new ArrayList<>();
    for (String name : List.of("fx.rates", "ledger.post")) {
      for (String desk : List.of("", "1", "2")) {
        for (String region : List.of("", "eu", "us")) {
          SortedMap<String, String> parameters = new TreeMap<>();
          Map.of("desk", desk, "region", region)
              .forEach(
                  (key, value) -> {
                    if (!value.isEmpty()) {
                      parameters.put(key, value);
                    }
                  });
          all.add(new Capability(name, 1, parameters));
        }
      }
    }
    return all;
  }

  @Provide
  Arbitrary<CapabilitySet> sets() {
    return Arbitraries.subsetOf(WORLD).ofMaxSize(6).map(CapabilitySet::of);
  }

  @Provide
  Arbitrary<Optional<CapabilitySet>> perhaps() {
    return sets().optional(0.8);
  }

  private static boolean allCover(StartRights rights, Capability each) {
    return rights.agent().covers(each)
        && rights.owner().map(owner -> owner.covers(each)).orElse(true)
        && rights.principal().map(principal -> principal.covers(each)).orElse(true);
  }

  @Property(tries = 2000)
  void withoutARequestTheyCoverWhatEachSetCoversAndNothingElse(
      @ForAll("sets") CapabilitySet agent,
      @ForAll("perhaps") Optional<CapabilitySet> owner,
      @ForAll("perhaps") Optional<CapabilitySet> principal) {
    StartRights rights = new StartRights(agent, owner, principal);
    CapabilitySet all = rights.within(Optional.empty());
    for (Capability each : WORLD) {
      assertThat(all.covers(each)).as("%s of %s", each, rights).isEqualTo(allCover(rights, each));
    }
    assertThat(rights.refusal(Optional.empty()).isPresent()).isEqualTo(all.isEmpty());
    Statistics.label("something is left").collect(!all.isEmpty());
  }

  @Property(tries = 2000)
  void ofARequestTheyAreWhatEachSetCovers(
      @ForAll("sets") CapabilitySet agent,
      @ForAll("perhaps") Optional<CapabilitySet> owner,
      @ForAll("perhaps") Optional<CapabilitySet> principal,
      @ForAll("sets") CapabilitySet wanted) {
    StartRights rights = new StartRights(agent, owner, principal);
    CapabilitySet left = rights.within(Optional.of(wanted));
    assertThat(left.stream().toList())
        .isEqualTo(wanted.stream().filter(each -> allCover(rights, each)).toList());
    assertThat(rights.refusal(Optional.of(wanted)).isPresent()).isEqualTo(left.isEmpty());
    Statistics.label("something is left")
        .collect(!left.isEmpty())
        .coverage(checker -> checker.check(true).percentage(share -> share > 5));
  }

  /** Nobody gains by a further set, and no set gains by its place. */
  @Property(tries = 1000)
  void aFurtherSetNeverAddsARight(
      @ForAll("sets") CapabilitySet agent,
      @ForAll("sets") CapabilitySet owner,
      @ForAll("sets") CapabilitySet principal) {
    CapabilitySet both =
        new StartRights(agent, Optional.of(owner), Optional.empty()).within(Optional.empty());
    CapabilitySet three =
        new StartRights(agent, Optional.of(owner), Optional.of(principal)).within(Optional.empty());
    CapabilitySet turned =
        new StartRights(principal, Optional.of(agent), Optional.of(owner)).within(Optional.empty());
    assertThat(both.covers(three)).isTrue();
    assertThat(turned).isEqualTo(three);
  }
}
