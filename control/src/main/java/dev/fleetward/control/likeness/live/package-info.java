/// What live traffic shows, for nothing, of whether the models behind the endpoints answer alike.
@NullMarked
package dev.fleetward.control.likeness.live;

import org.jspecify.annotations.NullMarked;
