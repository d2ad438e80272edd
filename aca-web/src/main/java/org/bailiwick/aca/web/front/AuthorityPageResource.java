package org.bailiwick.aca.web.front;

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
import java.util.stream.Stream;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.publication.Publications;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.page.FrontPage;
import org.bailiwick.node.page.FrontPageResource;
import org.bailiwick.node.page.PageLink;

/** The page of the authority. */
@ApplicationScoped
@Path("/")
public class AuthorityPageResource extends FrontPageResource {
  private static final String ROOT = "root";

  @Inject private AcaSettings settings;
  @Inject private Authorities authorities;
  @Inject private Publications publications;

  @GET
  public Response read(@Context HttpHeaders headers) {
    return page(headers);
  }

  @Override
  protected FrontPage about() {
    List<PageLink> links = new ArrayList<>();
    links.add(link("/openapi", "Interface", "OpenAPI 3.1, in YAML"));
    links.add(
        link("/.well-known/spiffe-bundle", "Trust bundle", "the anchors of the domain, SPIFFE"));
    links.add(link("/.well-known/ssf-configuration", "Event transmitter", "its metadata, SSF 1.0"));
    links.add(link("/v1/wit/jwks", "Keys of Workload Identity Tokens", "a JWK set"));
    Stream.concat(
            authorities.roots().all().keySet().stream().sorted(),
            authorities.all().stream().map(Authority::id))
        .forEach(id -> addIssuer(links, id));
    links.addAll(FrontPage.documents());
    return new FrontPage(
        "Agent Certificate Authority",
        "It verifies where an agent runs, its key, its software and who is behind it, and issues a"
            + " short-lived credential to it, which it can revoke.",
        settings.node().trustDomain(),
        Sha256.hex(publications.certificate(ROOT)),
        links);
  }

  private void addIssuer(List<PageLink> links, String id) {
    links.add(plain("/issuers/" + id + ".cer", id + ": certificate", "X.509, in DER"));
    links.add(plain("/crl/" + id + ".crl", id + ": CRL", "what it has revoked"));
  }

  private PageLink link(String path, String text, String purpose) {
    return PageLink.to(URI.create(settings.node().baseUrl() + path), text, purpose);
  }

  private PageLink plain(String path, String text, String purpose) {
    return PageLink.to(URI.create(settings.node().plainBaseUrl() + path), text, purpose);
  }
}
