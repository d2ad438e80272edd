package org.bailiwick.ars.front;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.page.HtmlPage;
import org.bailiwick.node.page.HtmlPage.Part;
import org.bailiwick.node.page.PageLink;

/** The answer of a search as sections of the registry's page, hit by hit with its reasons. */
final class SearchHits {
  private static final String URN = "urn:uuid:";
  private static final Set<String> APART = Set.of("unsigned", "liveness", "match", "id", "agent");

  private SearchHits() {}

  static void write(HtmlPage to, SearchForm form, JsonObject answer) {
    List<JsonObject> agents = answer.getJsonArray("agents").getValuesAs(JsonObject.class);
    to.section("Agents found");
    freshness(to, answer.getString("freshness"));
    if (agents.isEmpty()) {
      to.paragraph(
          answer.containsKey("next_page_token")
              ? "None on this page; there may be some on the next one."
              : "There are none that you may see.");
    }
    agents.forEach(agent -> hit(to, agent));
    if (answer.containsKey("next_page_token")) {
      to.links(List.of(form.next(answer.getString("next_page_token"))));
    }
    if (answer.get("facets") instanceof JsonObject facets && !agents.isEmpty()) {
      facets(to, form, facets);
    }
  }

  /** The statement is that of this registry itself, so its claims are read without a key. */
  private static void freshness(HtmlPage to, String statement) {
    String payload = statement.split("\\.", 3)[1];
    JsonObject claims =
        StrictJson.object(
            new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    to.paragraph(
        "All revocations up to "
            + time(claims.getJsonNumber("as_of").longValue())
            + " were known, CRL "
            + claims.get("crl_number")
            + ", revision "
            + claims.get("revision")
            + " of the registry.");
  }

  private static String time(long seconds) {
    return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(seconds));
  }

  private static void hit(HtmlPage to, JsonObject agent) {
    JsonObject match = agent.getJsonObject("match");
    String id = agent.getString("id");
    to.subsection(
        PageLink.withQuery(
            Map.of(RegistryPageResource.AGENT, id.replace(URN, "")), agent.getString("agent")));
    Map<String, String> signed = new LinkedHashMap<>();
    signed.put("id", id);
    signed.putAll(
        JsonFacts.of(agent, agent.keySet().stream().filter(name -> !APART.contains(name))));
    to.facts(reasons(match));
    to.part(Part.SIGNED, "What the authority signed", signed);
    RecordFacts.writeUnsigned(to, agent);
  }

  private static Map<String, String> reasons(JsonObject match) {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("Found by", String.join("; ", why(match)));
    put(reasons, "Meets", match.get("meets"));
    put(reasons, "Preferred", match.get("preferred"));
    put(reasons, "Lacks", match.get("lacks"));
    JsonObject score = match.getJsonObject("score");
    reasons.put("Placed by", placed(score));
    return reasons;
  }

  private static void put(Map<String, String> to, String name, JsonValue texts) {
    String text = JsonFacts.text(texts);
    if (!text.isEmpty()) {
      to.put(name, text);
    }
  }

  private static List<String> why(JsonObject match) {
    List<String> why = new ArrayList<>();
    for (JsonObject each : match.getJsonArray("why").getValuesAs(JsonObject.class)) {
      String from = each.containsKey("from") ? ", says the " + each.getString("from") : "";
      why.add(each.getString("wanted") + ": " + each.getString("covered_by") + from);
    }
    if (why.isEmpty()) {
      why.add("its other properties");
    }
    return why;
  }

  private static String placed(JsonObject score) {
    String by =
        switch (score.getString("placed_by")) {
          case "signed-facts" -> "signed facts";
          case "relevance" -> "its own words, since nothing signed tells it from the one before";
          default -> "its identifier, since nothing else tells it from the one before";
        };
    String within =
        score.containsKey("attested_within") ? " within " + score.getString("attested_within") : "";
    String relevance =
        score.containsKey("relevance") ? ", relevance " + score.get("relevance") : "";
    return "%s (attestation %s%s, %s preferred, fit %s%s)"
        .formatted(
            by,
            score.getString("attestation"),
            within,
            score.get("preferred"),
            score.get("fit"),
            relevance);
  }

  private static void facets(HtmlPage to, SearchForm form, JsonObject facets) {
    to.section("Narrow the search");
    for (String name : facets.keySet()) {
      List<PageLink> links =
          facets.getJsonArray(name).getValuesAs(JsonObject.class).stream()
              .flatMap(count -> link(form, name, count))
              .toList();
      if (!links.isEmpty()) {
        to.paragraph(name.replace('_', ' ') + (name.equals("tag") ? " (unsigned)" : ""))
            .links(links);
      }
    }
  }

  /** There is no search for what an agent has none of. */
  private static Stream<PageLink> link(SearchForm form, String facet, JsonObject count) {
    String value = ((JsonString) count.get("value")).getString();
    if (facet.equals("attestation") && value.equals("none")) {
      return Stream.empty();
    }
    return Stream.of(form.narrowed(facet, value, value + ": at least " + count.getInt("at_least")));
  }
}
