package org.bailiwick.aca.web;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.cycle.IssuedCredential;
import org.bailiwick.aca.node.NodeCertificates;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.renewal.CertificateUse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A node renews its certificates. */
@RequestScoped
@Path("/v1/node-certificates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "nodes")
public class NodeCertificateResource {

  private static final int CREATED = 201;

  @Inject private PeerContext peers;
  @EJB private NodeCertificates certificates;

  /** A node's new key, proved. */
  @Schema(name = "NodeCertificateRequest")
  public record Request(
      @Schema(required = true, description = "PKCS#10 in DER, base64") String csr,
      @Schema(
              description = "what it is for; server when absent",
              enumeration = {"server", "client"})
          String use) {

    CertificateUse wantedUse() {
      return use == null
          ? CertificateUse.SERVER
          : CertificateUse.find(use).orElseThrow(Request::unknownUse);
    }

    private static ProblemException unknownUse() {
      return new ProblemException(
          ProblemType.MALFORMED_REQUEST, "certificate-use", "use is server or client.");
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "renewNodeCertificate", summary = "Renew a certificate (nodes)")
  @APIResponse(
      responseCode = "201",
      description = "the certificate, with the names of the one before",
      content = @Content(schema = @Schema(implementation = EnrolmentResource.View.class)))
  public Response renew(Request request) {
    VerifiedPeer node = peers.require(Kind.NODE);
    IssuedCredential issued =
        certificates.renew(node, Members.base64(request.csr(), "csr"), request.wantedUse());
    return Response.status(CREATED).entity(EnrolmentResource.View.of(issued)).build();
  }
}
