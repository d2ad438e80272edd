package org.bailiwick.aca.web.enrolment;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.bailiwick.aca.node.NodeCertificates;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.renewal.CertificateUse;

/** Renews the certificates of nodes. */
@ApplicationScoped
@Path("/v1/node-certificates")
@Produces(MediaType.APPLICATION_JSON)
public class NodeCertificateResource {

  @Inject private PeerContext peers;
  @EJB private NodeCertificates certificates;

  /** The CSR with the node's new key, and the use of the certificate (server or client). */
  public record Request(String csr, String use) {

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
  public Response renew(Request request) {
    VerifiedPeer node = peers.require(Kind.NODE);
    IssuedCredential issued =
        certificates.renew(node, Members.base64(request.csr(), "csr"), request.wantedUse());
    return Response.status(Response.Status.CREATED)
        .entity(EnrolmentResource.View.of(issued, Optional.empty()))
        .build();
  }
}
