package org.bailiwick.contract.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolNameTest {

  @ParameterizedTest
  @CsvSource({
    "invoice.parse@1, invoice.parse_v1",
    "fx.rates@12?region=eu, fx.rates_v12_qregion_eeu",
    "a@1?b_c=d&e=f, a_v1_qb__c_ed_ae_ef",
    "a@1?b=c%20d~, a_v1_qb_ec_p20d_t"
  })
  void eachCapabilityHasOneName(String capability, String name) {
    assertThat(ToolName.of(Capability.parse(capability))).contains(name);
    assertThat(ToolName.read(name)).contains(Capability.parse(capability));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "invoice.parse",
        "invoice.parse@1",
        "invoice.parse_v01",
        "invoice.parse_v1_",
        "invoice.parse_x1",
        "INVOICE_v1",
        "a_v1_qb_ec_p41"
      })
  void anotherTextIsNoName(String name) {
    assertThat(ToolName.read(name)).isEmpty();
  }

  @Test
  void aCapabilityWhoseNameWouldBeTooLongHasNone() {
    SortedMap<String, String> parameters = new TreeMap<>(Map.of("a", "~".repeat(70)));
    Capability capability = new Capability("a", 1, parameters);
    assertThat(ToolName.of(capability)).isEmpty();
    assertThat(ToolName.read("a_v1_qa_e" + "_t".repeat(70))).isEmpty();
  }

  @Property(tries = 500)
  void namesAreReversibleAndInTheCharactersOfTools(@ForAll("capabilities") Capability capability) {
    Optional<String> name = ToolName.of(capability);
    name.ifPresent(
        text -> {
          assertThat(text).matches("[A-Za-z0-9_.-]{1,128}");
          assertThat(ToolName.read(text)).contains(capability);
        });
    assertThat(name.isPresent() || capability.text().length() > 60).isTrue();
  }

  @Provide
  Arbitrary<Capability> capabilities() {
    Arbitrary<String> keys = Arbitraries.strings().withChars("abc").ofMinLength(1).ofMaxLength(3);
    Arbitrary<String> values =
        Arbitraries.strings().withChars("aB9-._~ /%=&?").ofMinLength(1).ofMaxLength(6);
    return Combinators.combine(
            Arbitraries.of("a", "invoice.parse", "x-y.z1"),
            Arbitraries.integers().between(1, 40),
            Arbitraries.maps(keys, values).ofMaxSize(2))
        .as(
            (name, version, parameters) ->
                new Capability(name, version, new TreeMap<>(parameters)));
  }
}
