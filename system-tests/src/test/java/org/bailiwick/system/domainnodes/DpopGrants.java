package org.bailiwick.system.domainnodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Jws;
import org.bailiwick.system.master.Partner;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Token requests of the partner's buyer with a proof of one key (RFC 9449). */
final class DpopGrants {
  private static final String NONCE = "DPoP-Nonce";
  private static final int BAD_REQUEST = 400;

  private final DomainNodes domain;
  private final Partner partner;
  private final KeyPair key = TestKeys.ec();

  DpopGrants(DomainNodes domain) {
    this.domain = domain;
    this.partner = new Partner(domain.nodes());
  }

  /** A proof that counts, with a nonce of the first node. */
  String proof() {
    Answer asked =
        domain.wire().send(request(proof(Optional.empty())).through(domain.first().port()));
    assertThat(asked.status()).as(asked.body()).isEqualTo(BAD_REQUEST);
    return proof(asked.headers().firstValue(NONCE));
  }

  /** Requests with a grant each, all with this proof, at both nodes in turn. */
  List<Call> overBoth(String proof, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> request(proof).through(domain.both().get(i % 2).port()))
        .toList();
  }

  private Call request(String proof) {
    return partner
        .exchange(Partner.form(partner.grant().compact()))
        .as(domain.nodes().partner("buyer"))
        .header("DPoP", proof);
  }

  private String proof(Optional<String> nonce) {
    try {
      Jws proof =
          new Jws("ES256", "dpop+jwt", key.getPrivate())
              .header(
                  "jwk",
                  PublicJsonWebKey.Factory.newPublicJwk(key.getPublic())
                      .toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))
              .claim("htm", "POST")
              .claim("htu", domain.nodes().master("/oauth/token").toString())
              .claim("iat", Instant.now().getEpochSecond())
              .claim("jti", UUID.randomUUID().toString());
      nonce.ifPresent(value -> proof.claim("nonce", value));
      return proof.compact();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
