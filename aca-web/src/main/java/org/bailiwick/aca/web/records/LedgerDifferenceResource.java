package org.bailiwick.aca.web.records;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.bailiwick.aca.comparison.Difference;
import org.bailiwick.aca.comparison.LedgerComparison;
import org.bailiwick.aca.reconciliation.LedgerDifferences;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Compares ledger and audit log for auditors, and lets officers accept a difference. */
@ApplicationScoped
@Path("/v1/audit/differences")
@Produces(MediaType.APPLICATION_JSON)
public class LedgerDifferenceResource {

  @Inject private PeerContext peers;
  @EJB private LedgerDifferences differences;

  /** The row, and why the officer accepts the difference. */
  public record Order(String row, String reason) {}

  /** A row in which ledger and audit log differ. */
  public record Row(String row, String what) {

    static Row of(Difference difference) {
      return new Row(difference.row(), difference.what());
    }
  }

  /** The result of a comparison. */
  public record Comparison(List<Row> differences, List<Row> accepted) {

    static Comparison of(LedgerComparison.Result result) {
      return new Comparison(
          result.open().stream().map(Row::of).toList(),
          result.accepted().stream().map(Row::of).toList());
    }
  }

  @GET
  public Comparison compare() {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return Comparison.of(differences.compare(peer));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response accept(Order order) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    String row = Members.required(order.row(), "row");
    String reason = Members.comment(Members.required(order.reason(), "reason"));
    return Response.status(Response.Status.CREATED)
        .entity(Comparison.of(differences.accept(peer, row, reason)))
        .build();
  }
}
