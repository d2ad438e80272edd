package org.bailiwick.node.trust.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.trust.appraisal.AppraisalVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiersMemberTest {
  private static final String NAME = "\"developer\":\"https://v.example\"";
  private static final String KEYS = "\"jwks_uri\":\"https://v.example/jwks\"";
  private static final String ALGORITHMS = "\"algorithms\":[\"ES256\"]";
  private static final String WHOLE = "{" + NAME + "," + KEYS + "," + ALGORITHMS + "}";

  private static List<AppraisalVerifier> read(String partner) throws IOException {
    return new VerifiersMember(Path.of("/partners/p.example"), member -> Set.of())
        .read(StrictJson.object(partner));
  }

  @Test
  void withoutTheMemberThereIsNone() throws IOException {
    assertThat(read("{}")).isEmpty();
  }

  @Test
  void readsAllMembersAndTheUsualAge() throws IOException {
    String inFile = NAME + ",\"build\":\"v1\",\"jwks_file\":\"v.json\"," + ALGORITHMS;
    String atUri = "\"developer\":\"other\"," + KEYS + "," + ALGORITHMS;
    assertThat(read("{\"verifiers\":[{" + inFile + ",\"max_age\":60},{" + atUri + "}]}"))
        .containsExactly(
            new AppraisalVerifier(
                "https://v.example",
                Optional.of("v1"),
                Optional.of(Path.of("/partners/p.example/v.json")),
                Optional.empty(),
                Set.of(),
                List.of("ES256"),
                Duration.ofMinutes(1)),
            new AppraisalVerifier(
                "other",
                Optional.empty(),
                Optional.empty(),
                Optional.of(URI.create("https://v.example/jwks")),
                Set.of(),
                List.of("ES256"),
                Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{" + NAME + "," + KEYS + "}]",
        "[{" + KEYS + "," + ALGORITHMS + "}]",
        "[{" + NAME + "," + ALGORITHMS + "}]",
        "[{" + NAME + "," + KEYS + ",\"jwks_file\":\"v.json\"," + ALGORITHMS + "}]",
        "[{" + NAME + "," + KEYS + ",\"algorithms\":[]}]",
        "[{" + NAME + "," + KEYS + ",\"algorithms\":[\"HS256\"]}]",
        "[{" + NAME + "," + KEYS + ",\"algorithms\":[\"none\"]}]",
        "[{" + NAME + ",\"jwks_uri\":\"http://v.example/jwks\"," + ALGORITHMS + "}]",
        "[{" + NAME + "," + KEYS + "," + ALGORITHMS + ",\"max_age\":0}]",
        "[{" + NAME + "," + KEYS + "," + ALGORITHMS + ",\"max_age\":604801}]",
        "[{" + NAME + "," + KEYS + "," + ALGORITHMS + ",\"max_age\":1.5}]",
        "[{" + NAME + "," + KEYS + "," + ALGORITHMS + ",\"maxage\":60}]",
        "[{\"developer\":\"\"," + KEYS + "," + ALGORITHMS + "}]",
        "[" + WHOLE + "," + WHOLE + "]",
        "\"https://v.example\""
      })
  void whatIsNotWellFormedIsAFault(String verifiers) {
    assertThatThrownBy(() -> read("{\"verifiers\":" + verifiers + "}"))
        .isInstanceOfAny(
            IOException.class,
            NullPointerException.class,
            ClassCastException.class,
            IllegalArgumentException.class,
            ProblemException.class);
  }
}
