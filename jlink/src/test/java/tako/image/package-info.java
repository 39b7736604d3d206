/** The runtime image, tried as a user would: every test runs the program that jlink made, as a process of its own. */
@NullMarked
package tako.image;

import org.jspecify.annotations.NullMarked;
