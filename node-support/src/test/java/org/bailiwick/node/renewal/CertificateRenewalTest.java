package org.bailiwick.node.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.testing.TestAuthority;
import org.bailiwick.node.testing.TestServer;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateRenewalTest {
  @TempDir private Path folder;
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final TestAuthority authority = new TestAuthority(ca);
  private final List<String> asked = new ArrayList<>();
  private final List<X509Certificate> callers = new ArrayList<>();
  private volatile boolean away;
  private NodeHttp http;
  private CertificateRenewal renewal;

  @BeforeEach
  void prepare() {
    authority.prepare(folder);
    authority.secured().on("/v1/node-certificates", this::issue);
    http = authority.client(folder);
    renewal = new CertificateRenewal(folder, http, authority.url(), TestAuthority.ID);
  }

  @AfterEach
  void stop() {
    http.close();
    authority.close();
  }

  /** As the authority does: proof of possession, then a client's certificate of the operator CA. */
  private void issue(HttpExchange exchange) throws IOException {
    if (away) {
      TestServer.answer(exchange, 503, new byte[0]);
      return;
    }
    callers.add(
        (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0]);
    try (JsonReader json = Json.createReader(exchange.getRequestBody())) {
      JsonObject order = json.readObject();
      asked.add(order.getString("use"));
      JcaPKCS10CertificationRequest csr =
          new JcaPKCS10CertificationRequest(Base64.getDecoder().decode(order.getString("csr")));
      assertThat(
              csr.isSignatureValid(
                  new JcaContentVerifierProviderBuilder().build(csr.getPublicKey())))
          .isTrue();
      X509Certificate issued = ca.nodeFor("domain", csr.getPublicKey());
      String chain = Pem.of(issued, ca.operatorCa());
      TestServer.answer(
          exchange, 201, JsonText.of(Map.of("chain", chain)).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
      throw new IOException(e);
    }
  }

  private X509Certificate present() throws IOException {
    return Pem.certificates(Files.readAllBytes(folder.resolve("client.pem"))).getFirst();
  }

  private Instant lastThird() throws IOException {
    Instant end = present().getNotAfter().toInstant();
    Duration life = Duration.between(present().getNotBefore().toInstant(), end);
    return end.minus(life.dividedBy(3)).plusSeconds(1);
  }

  @Test
  void asksWithTheCurrentClientCertificateAndCallsWithTheNewOne() throws IOException {
    X509Certificate before = present();
    renewal.renewIfDue(lastThird());
    assertThat(asked).containsExactly("client"); // there is no server's pair here
    assertThat(present()).isNotEqualTo(before);
    X509Certificate renewed = present();
    renewal.renewIfDue(lastThird());
    assertThat(callers).containsExactly(before, renewed);
  }

  @Test
  void doesNothingBeforeItsTime() throws IOException {
    X509Certificate before = present();
    renewal.renewIfDue(lastThird().minusSeconds(2));
    assertThat(asked).isEmpty();
    assertThat(present()).isEqualTo(before);
  }

  @Test
  void keepsWhatItHasWhenTheAuthorityRefusesAndTriesAgain() throws IOException {
    X509Certificate before = present();
    away = true;
    renewal.renewIfDue(lastThird());
    assertThat(present()).isEqualTo(before);
    away = false;
    renewal.renewIfDue(lastThird());
    assertThat(present()).isNotEqualTo(before);
  }
}
