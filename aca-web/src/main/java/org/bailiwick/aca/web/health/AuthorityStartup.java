package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.bailiwick.node.health.ApplicationStart;

/** Whether the authority has started, without which its checks need nothing. */
@ApplicationScoped
public class AuthorityStartup extends ApplicationStart {}
