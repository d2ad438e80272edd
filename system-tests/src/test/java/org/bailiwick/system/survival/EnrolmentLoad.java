package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;

/** Enrolments under an idempotency key, every third one revoked, and what was answered. */
final class EnrolmentLoad extends Load {
  private static final int EVERY_THIRD = 3;
  private static final int REPEATED = 20;

  /** A granted request and its answer. */
  private record Granted(Call request, Answer answer) {
    String serial() {
      return answer.text("serial");
    }

    X509Certificate certificate() {
      return Pem.certificates(answer.text("certificate")).getFirst();
    }
  }

  private final Nodes nodes;
  private final Wire wire;
  private final TestLeaf officer;
  private final List<Granted> granted = new CopyOnWriteArrayList<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  EnrolmentLoad(Nodes nodes, Wire wire) {
    super(wire);
    this.nodes = nodes;
    this.wire = wire;
    this.officer = nodes.operator("officer-1");
  }

  @Override
  void once() {
    String nonce =
        persistently(Call.post(nodes.authority("/v1/nonces"), "{}")).expecting(201).text("nonce");
    Call request =
        new Enrolment(nodes, wire)
            .nonce(nonce)
            .call()
            .header("Idempotency-Key", UUID.randomUUID().toString());
    Answer answer = persistently(request).expecting(201);
    String serial = answer.text("serial");
    granted.add(new Granted(request, answer));
    if (granted.size() % EVERY_THIRD == 0) {
      // 409: the first try did it, and its answer was lost.
      assertThat(persistently(Revocations.of(nodes, serial)).status()).isIn(201, 409);
      revoked.add(serial);
    }
  }

  @Override
  int done() {
    return granted.size();
  }

  List<String> serials() {
    return granted.stream().map(Granted::serial).toList();
  }

  /** The serials whose revocation a client has been told of by now. */
  Set<String> acknowledged() {
    return Set.copyOf(revoked);
  }

  /** The last requests, sent again: each gets its first answer, to the letter. */
  void requireSameAnswerToRepeats() {
    for (Granted one : granted.subList(Math.max(0, granted.size() - REPEATED), granted.size())) {
      assertThat(persistently(one.request()).expecting(201).body()).isEqualTo(one.answer().body());
    }
  }

  /** The CRL that each certificate names lists these. */
  void requirePublished(Set<String> serials) {
    Map<URI, Set<BigInteger>> lists = new HashMap<>();
    for (Granted one : granted) {
      if (serials.contains(one.serial())) {
        assertThat(lists.computeIfAbsent(Revocations.listOf(one.certificate()), Revocations::on))
            .contains(one.certificate().getSerialNumber());
      }
    }
  }

  /** Every certificate that a client holds is in the ledger, and is revoked if it was told so. */
  void requireNothingLost() {
    for (Granted one : granted) {
      Answer kept =
          wire.send(Call.get(nodes.authority("/v1/credentials/" + one.serial())).as(officer))
              .expecting(200);
      assertThat(Pem.certificates(kept.text("certificate"))).containsExactly(one.certificate());
      assertThat(kept.text("status"))
          .as(one.serial())
          .isEqualTo(revoked.contains(one.serial()) ? "revoked" : "valid");
    }
    requirePublished(revoked);
  }
}
