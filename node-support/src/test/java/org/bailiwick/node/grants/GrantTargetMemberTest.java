package org.bailiwick.node.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.contract.json.StrictJson;
import org.junit.jupiter.api.Test;

class GrantTargetMemberTest {

  private static final String JOBS =
      "{\"uri\":\"https://b.example/v1/jobs\",\"token_endpoint\":\"https://b.example/oauth/token\","
          + "\"resource\":\"https://b.example\"}";

  private static GrantTarget read(String jobs) throws IOException {
    return read(jobs, "\"fx.rates@1\":\"rates\"");
  }

  private static GrantTarget read(String jobs, String scopes) throws IOException {
    String partner =
        "{\"grants_to\":{\"audience\":\"https://as.b.example\",\"scopes\":{%s},"
            + "\"resources\":[\"https://b.example\"]%s}}";
    return GrantTargetMember.read(
            StrictJson.object(partner.formatted(scopes, jobs.isEmpty() ? "" : ",\"jobs\":" + jobs)),
            member -> Set.of())
        .orElseThrow();
  }

  @Test
  void readsTheServiceThatTakesJobs() throws IOException {
    assertThat(read("").jobs()).isEmpty();
    assertThat(read(JOBS).jobs())
        .contains(
            new JobsEndpoint(
                URI.create("https://b.example/v1/jobs"),
                URI.create("https://b.example/oauth/token"),
                Optional.of("https://b.example"),
                Set.of()));
  }

  @Test
  void refusesAServiceThatIsNotDescribedInFull() {
    for (String wrong :
        new String[] {
          "{}",
          "7",
          JOBS.replace("\"uri\"", "\"url\""),
          JOBS.replace("}", ",\"more\":1}"),
          JOBS.replace("https://b.example/v1", "http://b.example/v1"),
          JOBS.replace("/v1/jobs", ""),
          JOBS.replace("/v1/jobs", "/v1/jobs?x=1"),
          JOBS.replace("/oauth/token", "/oauth/token#x"),
          JOBS.replace("https://b.example/oauth", "https://user@b.example/oauth"),
          JOBS.replace("\"resource\":\"https://b.example\"", "\"resource\":\"https://c.example\"")
        }) {
      assertThatThrownBy(() -> read(wrong)).as(wrong).isInstanceOf(Exception.class);
    }
  }

  @Test
  void aServiceHasAtMostAHundredScopes() throws IOException {
    String scopes =
        IntStream.rangeClosed(1, 101)
            .mapToObj(n -> "\"fx.rates@%d\":\"rates\"".formatted(n))
            .collect(Collectors.joining(","));
    assertThat(read("", scopes).scopes()).hasSize(101);
    assertThatThrownBy(() -> read(JOBS, scopes)).isInstanceOf(IOException.class);
  }
}
