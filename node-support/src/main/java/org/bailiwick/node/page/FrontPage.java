package org.bailiwick.node.page;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.health.HealthAnswer;
import org.bailiwick.node.settings.Settings;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * What the page of a component says of it, but its health.
 *
 * @param name of the component
 * @param purpose one sentence
 * @param rootFingerprint SHA-256 of the domain's root certificate, in hex
 * @param links to documents of the component
 */
public record FrontPage(
    String name, String purpose, TrustDomain domain, String rootFingerprint, List<PageLink> links) {

  private static final String DOCUMENTS = "node.documents-url";

  /** A reason may quote what another party sent; the log has all of it. */
  private static final int LONGEST_REASON = 300;

  public FrontPage {
    links = List.copyOf(links);
  }

  /** The beginning of the page, with this health; a component may add sections. */
  HtmlPage begun(HealthAnswer health) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Trust domain", domain.name());
    facts.put("Health", health.isUp() ? "UP" : "DOWN");
    facts.put("Version", NodeVersion.current());
    facts.put("Root's fingerprint", rootFingerprint.toLowerCase(Locale.ROOT).replace(":", ""));
    return new HtmlPage(name + " of " + domain)
        .paragraph(purpose)
        .facts(facts)
        .paragraph(
            "The fingerprint is the SHA-256 of the root certificate. It proves nothing while it"
                + " comes from this page alone: compare it with the one that an operator of the domain"
                + " has given you.");
  }

  /** Writes the end of the page. */
  HtmlPage ended(HtmlPage page, HealthAnswer health) {
    return page.section("Documents of this component")
        .links(links)
        .section("Health checks")
        .table(List.of("Check", "State", "Detail"), checks(health));
  }

  /** The link to the project's documents, where the operator has published them. */
  public static List<PageLink> documents() {
    Settings settings = Settings.fromConfig();
    Optional<String> configured = settings.optional(DOCUMENTS);
    Optional<URI> url = configured.map(any -> settings.baseUrl(DOCUMENTS));
    settings.done();
    return url
        .map(at -> PageLink.to(at, "Documents", "how to use and to operate this domain"))
        .stream()
        .toList();
  }

  private static List<List<String>> checks(HealthAnswer health) {
    return health.answers().stream().map(FrontPage::row).sorted(FrontPage::byName).toList();
  }

  private static int byName(List<String> one, List<String> other) {
    return one.getFirst().compareTo(other.getFirst());
  }

  private static List<String> row(HealthCheckResponse answer) {
    String detail =
        HealthAnswer.data(answer).entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each -> each.getKey() + ": " + shortened(each.getValue()))
            .collect(Collectors.joining(", "));
    return List.of(answer.getName(), HealthAnswer.isUp(answer) ? "UP" : "DOWN", detail);
  }

  private static String shortened(String text) {
    return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
  }
}
