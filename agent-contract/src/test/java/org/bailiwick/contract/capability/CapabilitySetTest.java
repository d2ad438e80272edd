package org.bailiwick.contract.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class CapabilitySetTest {

  @Provide
  static Arbitrary<CapabilitySet> sets() {
    return CapabilityTest.capabilities().set().ofMaxSize(6).map(CapabilitySet::of);
  }

  private static CapabilitySet set(String... texts) {
    return CapabilitySet.parse(List.of(texts));
  }

  private static ProblemType refusal(Runnable action) {
    try {
      action.run();
    } catch (ProblemException e) {
      return e.type();
    }
    throw new AssertionError("not refused");
  }

  @Property
  void readsTheScopeThatItWrites(@ForAll("sets") CapabilitySet set) {
    assertThat(CapabilitySet.parseScope(set.scope())).isEqualTo(set);
  }

  @Property
  void isEqualExactlyWhenTheTextsAre(
      @ForAll("sets") CapabilitySet a, @ForAll("sets") CapabilitySet b) {
    assertThat(a.equals(b)).isEqualTo(a.texts().equals(b.texts()));
  }

  @Property
  void coversItselfAndTransitively(
      @ForAll("sets") CapabilitySet a,
      @ForAll("sets") CapabilitySet b,
      @ForAll("sets") CapabilitySet c) {
    assertThat(a.covers(a)).isTrue();
    if (a.covers(b) && b.covers(c)) {
      assertThat(a.covers(c)).isTrue();
    }
  }

  @Property
  void narrowsToExactlyWhatIsWantedOrRefuses(
      @ForAll("sets") CapabilitySet held, @ForAll("sets") CapabilitySet wanted) {
    if (held.covers(wanted)) {
      assertThat(held.narrowTo(wanted)).isEqualTo(wanted);
    } else {
      assertThat(refusal(() -> held.narrowTo(wanted))).isEqualTo(ProblemType.SCOPE_TOO_WIDE);
    }
  }

  @Test
  void ignoresTheOrderOfTheTexts() {
    assertThat(set("b@1", "a@1")).isEqualTo(set("a@1", "b@1")).hasSameHashCodeAs(set("a@1", "b@1"));
    assertThat(set("b@1", "a@1").scope()).isEqualTo("a@1 b@1");
  }

  @Test
  void differsByOneMoreOneFewerOrAnotherVersion() {
    CapabilitySet two = set("a@1", "b@1");
    assertThat(Set.of(two, set("a@1"), set("a@1", "b@1", "c@1"), set("a@1", "b@2"))).hasSize(4);
  }

  @Test
  void refusesDuplicates() {
    assertThatThrownBy(() -> set("a@1", "a@1"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("capability-duplicate"));
  }

  @Test
  void takesAHundredAndRefusesOneMore() {
    List<String> texts =
        new ArrayList<>(IntStream.rangeClosed(1, 100).mapToObj(i -> "a@" + i).toList());
    assertThat(CapabilitySet.parse(texts).size()).isEqualTo(100);
    texts.add("b@1");
    assertThat(refusal(() -> CapabilitySet.parse(texts))).isEqualTo(ProblemType.MALFORMED_REQUEST);
  }

  @Test
  void refusesDoubledAndTrailingSpacesInAScope() {
    for (String scope : List.of(" ", "a@1 ", " a@1", "a@1  b@1", "a@1\tb@1")) {
      assertThat(refusal(() -> CapabilitySet.parseScope(scope)))
          .isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
  }

  @Test
  void theEmptyScopeCoversOnlyItself() {
    CapabilitySet none = CapabilitySet.parseScope("");
    assertThat(none.isEmpty()).isTrue();
    assertThat(set("a@1").covers(none)).isTrue();
    assertThat(none.covers(set("a@1"))).isFalse();
  }
}
