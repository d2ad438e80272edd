package org.bailiwick.aca.web.est;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.est.EstEnroller;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.EstRequest;
import org.bailiwick.aca.web.est.BasicChallengeFilter.BasicChallenge;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.UnverifiedChain;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;

/** The operations of EST (RFC 7030), each without and with a label. */
@ApplicationScoped
@Path("/.well-known/est")
public class EstResource {

  private static final long LONGEST_CSR = 32_768;
  private static final String NO_KEYS =
      "This authority makes no keys for others; make the key where it is used.";
  private static final String NO_CMC =
      "Full CMC is not offered; use simpleenroll and simplereenroll.";

  @Inject private PeerContext peers;
  @EJB private EstEnroller enroller;

  @GET
  @Path("/cacerts")
  public Response authorities() {
    return authorities(EstLabels.DEFAULT);
  }

  @GET
  @Path("/{label}/cacerts")
  public Response authorities(@PathParam("label") String label) {
    return EstBody.answer(enroller.authorities(label), EstBody.CERTIFICATES);
  }

  @GET
  @Path("/csrattrs")
  public Response advice() {
    return advice(EstLabels.DEFAULT);
  }

  @GET
  @Path("/{label}/csrattrs")
  public Response advice(@PathParam("label") String label) {
    return enroller
        .advice(label, device())
        .map(der -> EstBody.answer(der, EstBody.ADVICE))
        .orElseGet(() -> Response.noContent().build());
  }

  @POST
  @Path("/simpleenroll")
  @Consumes(EstBody.CSR)
  @BodyLimit(LONGEST_CSR)
  @BasicChallenge
  public Response enrol(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      @CookieParam(NonceCookie.NAME) String ticket,
      byte[] csr) {
    return enrol(EstLabels.DEFAULT, authorization, ticket, csr);
  }

  @POST
  @Path("/{label}/simpleenroll")
  @Consumes(EstBody.CSR)
  @BodyLimit(LONGEST_CSR)
  @BasicChallenge
  public Response enrol(
      @PathParam("label") String label,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      @CookieParam(NonceCookie.NAME) String ticket,
      byte[] csr) {
    refuseHolders();
    EstRequest request = request(ticket, csr);
    return EstBody.answer(
        Optional.ofNullable(authorization)
            .map(BasicLogin::parse)
            .map(login -> enroller.join(label, login, device(), request))
            .orElseGet(
                () ->
                    enroller.enrol(
                        label, device().orElseThrow(EstResource::unauthenticated), request)));
  }

  /** Refuses a holder of a credential of this domain, which must use simplereenroll. */
  private void refuseHolders() {
    if (peers.peer().isPresent()) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "est-peer-not-device",
          "The holder of a credential of this domain must use simplereenroll.");
    }
  }

  private Optional<List<byte[]>> device() {
    return peers.stranger().map(UnverifiedChain::certificates);
  }

  private static ProblemException unauthenticated() {
    return new ProblemException(
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "est-unauthenticated",
        "Enrolment needs a device's certificate as TLS client certificate, or HTTP Basic with a"
            + " join token.");
  }

  @POST
  @Path("/simplereenroll")
  @Consumes(EstBody.CSR)
  @BodyLimit(LONGEST_CSR)
  public Response renew(@CookieParam(NonceCookie.NAME) String ticket, byte[] csr) {
    return renew(EstLabels.DEFAULT, ticket, csr);
  }

  @POST
  @Path("/{label}/simplereenroll")
  @Consumes(EstBody.CSR)
  @BodyLimit(LONGEST_CSR)
  public Response renew(
      @PathParam("label") String label, @CookieParam(NonceCookie.NAME) String ticket, byte[] csr) {
    VerifiedPeer agent = peers.require(Kind.AGENT);
    return EstBody.answer(enroller.renew(label, agent, request(ticket, csr)));
  }

  private static EstRequest request(String ticket, byte[] csr) {
    return new EstRequest(EstBody.csr(csr), Optional.ofNullable(ticket));
  }

  @POST
  @Path("/serverkeygen")
  public Response generate() {
    throw notOffered(NO_KEYS);
  }

  @POST
  @Path("/{label}/serverkeygen")
  public Response generateLabelled() {
    throw notOffered(NO_KEYS);
  }

  @POST
  @Path("/fullcmc")
  public Response manage() {
    throw notOffered(NO_CMC);
  }

  @POST
  @Path("/{label}/fullcmc")
  public Response manageLabelled() {
    throw notOffered(NO_CMC);
  }

  /** Both operations are optional (RFC 7030 sections 4.3 and 4.4). */
  private static ProblemException notOffered(String reason) {
    return new ProblemException(ProblemType.NOT_FOUND, "est-operation-not-offered", reason);
  }
}
