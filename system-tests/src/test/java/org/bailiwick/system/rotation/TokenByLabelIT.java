package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An authority and a ceremony that are told the token's label and no slot. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenByLabelIT {

  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-label", TokenByLabelIT::nameTheToken);
    wire = new Wire(nodes.root());
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void nodeAndCommandFindTheToken() throws Exception {
    new Enrolment(nodes, wire).granted();
    LaterCeremony.hold(nodes, "-ocsp");
    new Enrolment(nodes, wire).granted();
    assertThat(wire.send(Call.get(nodes.authority("/health/ready"))).status()).isEqualTo(200);
  }

  private static void nameTheToken(Path home) throws IOException {
    String token = "tokenLabel = authority";
    Path file = home.resolve("hsm/authority.cfg");
    String text = Files.readString(file).replaceFirst("(?m)^(slot|tokenLabel) *=.*$", token);
    assertThat(text).contains(token);
    Files.writeString(file, text);
  }
}
