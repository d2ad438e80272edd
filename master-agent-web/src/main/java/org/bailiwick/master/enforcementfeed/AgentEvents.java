package org.bailiwick.master.enforcementfeed;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import org.bailiwick.master.inventory.InventoryListener;
import org.bailiwick.master.inventory.KnownAgent;

/**
 * Puts the listed agents of the domain into the picture. One that is not listed any more is told of
 * once, and is not in the picture then.
 */
final class AgentEvents implements InventoryListener {
  private static final String AGENT = "agent";

  private final FeedPicture picture;

  AgentEvents(FeedPicture picture) {
    this.picture = picture;
  }

  @Override
  public void changed(KnownAgent agent) {
    JsonArrayBuilder capabilities = Json.createArrayBuilder(agent.capabilities().texts());
    JsonObjectBuilder data =
        Json.createObjectBuilder()
            .add("id", agent.agent().toString())
            .add("locator", agent.locator().toString())
            .add("capabilities", capabilities)
            .add("status", agent.state())
            .add("serial", agent.serial().hex())
            .add("not_after", agent.expiresAt().toString());
    agent.responsible().ifPresent(known -> data.add("owner", known.owner().toString()));
    if (agent.isListed()) {
      picture.put(key(agent.agent().toString()), AGENT, data.build().toString());
    } else {
      picture.remove(key(agent.agent().toString()), AGENT, data.build().toString());
    }
  }

  @Override
  public void removed(String name) {
    String gone =
        Json.createObjectBuilder().add("id", name).add("status", "withdrawn").build().toString();
    picture.remove(key(name), AGENT, gone);
  }

  private static String key(String name) {
    return AGENT + " " + name;
  }
}
