package org.bailiwick.master.a2a;

import jakarta.servlet.annotation.WebListener;
import org.bailiwick.node.edge.ColonPaths;

/** Lets requests whose path has a colon reach the Master Agent. */
@WebListener
public final class MasterColonPaths extends ColonPaths {}
