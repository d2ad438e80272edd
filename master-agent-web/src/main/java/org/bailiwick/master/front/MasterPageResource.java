package org.bailiwick.master.front;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.agentcard.PublishedRegistry;
import org.bailiwick.node.page.FrontPage;
import org.bailiwick.node.page.FrontPageResource;
import org.bailiwick.node.page.PageLink;
import org.bailiwick.node.trust.DomainTrustSettings;

/** The page of the Master Agent, which is that of the domain node. */
@ApplicationScoped
@Path("/")
public class MasterPageResource extends FrontPageResource {
  @Inject private MasterSettings settings;

  @GET
  public Response read(@Context HttpHeaders headers) {
    return page(headers);
  }

  @Override
  protected FrontPage about() {
    DomainTrustSettings trust = settings.component().authority().trust();
    List<PageLink> links = new ArrayList<>();
    links.add(link("/openapi", "Interface", "OpenAPI 3.1, in YAML"));
    links.add(metadata("oauth-authorization-server", "Authorization server", "RFC 8414"));
    links.add(metadata("oauth-protected-resource", "Protected resource", "RFC 9728"));
    links.add(metadata("authzen-configuration", "Policy decision point", "AuthZEN 1.0"));
    links.add(link("/.well-known/agent-card.json", "Agent card", "A2A 1.0, signed"));
    links.add(link("/oauth/jwks", "Keys of tokens", "a JWK set"));
    links.add(
        PageLink.to(
            withSlash(PublishedRegistry.url(settings)),
            "Agent Registry Service",
            "the domain's agents"));
    links.add(
        PageLink.to(
            withSlash(trust.authorityUrl()),
            "Agent Certificate Authority",
            "trust bundle, certificates and CRLs of the domain"));
    links.addAll(FrontPage.documents());
    return new FrontPage(
        "Master Agent",
        "It receives callers at the edge of the trust domain, has their jobs done by the domain's"
            + " agents, and gives each step a token that permits less than the one before it.",
        trust.domain(),
        trust.rootFingerprint(),
        links);
  }

  private PageLink metadata(String name, String of, String standard) {
    return link("/.well-known/" + name, of, "its metadata, " + standard);
  }

  private PageLink link(String path, String text, String purpose) {
    return PageLink.to(URI.create(settings.component().baseUrl() + path), text, purpose);
  }

  private static URI withSlash(URI page) {
    return URI.create(page + "/");
  }
}
