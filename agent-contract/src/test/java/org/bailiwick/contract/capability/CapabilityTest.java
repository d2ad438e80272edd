package org.bailiwick.contract.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityTest {

  /** Generates capabilities from few names, keys and values, so that one often covers another. */
  @Provide
  static Arbitrary<Capability> capabilities() {
    Arbitrary<String> names = Arbitraries.of("invoice.parse", "ledger.write", "a", "rate-1.find");
    Arbitrary<Integer> versions = Arbitraries.of(1, 2, Integer.MAX_VALUE);
    Arbitrary<String> values = Arbitraries.of("eu", "us", "a b&c=d%", "Größe", "~._-");
    Arbitrary<Map<String, String>> parameters =
        Arbitraries.maps(Arbitraries.of("region", "unit", "k_1"), values).ofMaxSize(3);
    return Combinators.combine(names, versions, parameters)
        .as((name, version, map) -> new Capability(name, version, new TreeMap<>(map)));
  }

  private static void refuses(String text) {
    assertThatThrownBy(() -> Capability.parse(text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @Property
  void parsesWhatItWrites(@ForAll("capabilities") Capability capability) {
    assertThat(Capability.parse(capability.text())).isEqualTo(capability);
  }

  @Property
  void refusesOrWritesBackEveryText(@ForAll String text) {
    try {
      assertThat(Capability.parse(text).text()).isEqualTo(text);
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
  }

  @Property
  void coversItself(@ForAll("capabilities") Capability capability) {
    assertThat(capability.covers(capability)).isTrue();
  }

  @Property
  void coversTransitively(
      @ForAll("capabilities") Capability a,
      @ForAll("capabilities") Capability b,
      @ForAll("capabilities") Capability c) {
    if (a.covers(b) && b.covers(c)) {
      assertThat(a.covers(c)).isTrue();
    }
  }

  @Property
  void twoThatCoverEachOtherAreEqual(
      @ForAll("capabilities") Capability a, @ForAll("capabilities") Capability b) {
    assertThat(a.covers(b) && b.covers(a)).isEqualTo(a.equals(b));
  }

  @Test
  void coversMoreParametersButNotFewerOrOther() {
    Capability region = Capability.parse("invoice.parse@1?region=eu");
    assertThat(Capability.parse("invoice.parse@1").covers(region)).isTrue();
    assertThat(region.covers(Capability.parse("invoice.parse@1?region=eu&unit=x"))).isTrue();
    assertThat(region.covers(Capability.parse("invoice.parse@1"))).isFalse();
    assertThat(region.covers(Capability.parse("invoice.parse@1?region=us"))).isFalse();
    assertThat(region.covers(Capability.parse("invoice.parse@1?region=EU"))).isFalse();
    assertThat(region.covers(Capability.parse("invoice.parse@2?region=eu"))).isFalse();
    assertThat(region.covers(Capability.parse("invoice@1?region=eu"))).isFalse();
  }

  @Test
  void writesNonAsciiAsUpperCasePercentEncodedUtf8() {
    Capability capability = Capability.parse("invoice.parse@1?unit=Gr%C3%B6%C3%9Fe");
    assertThat(capability.parameters()).containsEntry("unit", "Größe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "invoice.parse",
        "invoice.parse@",
        "invoice.parse@0",
        "invoice.parse@01",
        "invoice.parse@+1",
        "invoice.parse@1.0",
        "invoice.parse@2147483648",
        "invoice.parse@99999999999",
        "Invoice.parse@1",
        "invoice.Parse@1",
        "invoice..parse@1",
        ".parse@1",
        "invoice.@1",
        "invoice.1parse@1",
        "inv\u043eice.parse@1", // Cyrillic o
        "\uff49nvoice.parse@1", // full-width i
        "invoice.parse@\u0661", // Arabic-Indic digit one
        " invoice.parse@1",
        "invoice.parse@1 ",
        "invoice.parse@1\n",
        "invoice.parse@1?",
        "invoice.parse@1?region",
        "invoice.parse@1?region=",
        "invoice.parse@1?=eu",
        "invoice.parse@1?region=eu&",
        "invoice.parse@1?Region=eu",
        "invoice.parse@1?unit=x&region=eu", // another order
        "invoice.parse@1?region=eu&region=eu", // repeated
        "invoice.parse@1?region=%65u", // needless encoding
        "invoice.parse@1?region=e%c3%bc", // lower-case hex
        "invoice.parse@1?region=e%C3", // cut UTF-8
        "invoice.parse@1?region=%C0%80", // overlong NUL
        "invoice.parse@1?region=%00",
        "invoice.parse@1?region=e%E2%80%8Bu", // zero-width space
        "invoice.parse@1?region=u%CC%88", // not NFC
        "invoice.parse@1?region=e+u",
        "invoice.parse@1?region=%",
        "invoice.parse@1?region=%4",
        "invoice.parse@1#x",
        "invoice.parse@1@1"
      })
  void refusesEveryOtherSpelling(String text) {
    refuses(text);
  }

  @Test
  void refusesMoreThan200Characters() {
    String longest = "a".repeat(198) + "@1";
    assertThat(Capability.parse(longest).text()).isEqualTo(longest);
    refuses("a" + longest);
  }
}
